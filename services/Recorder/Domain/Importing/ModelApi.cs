using System.Text.Json;

namespace Recorder.Domain.Importing;

/// <summary>Whose model a request goes to, by its address and by what is in its body.</summary>
internal static class ModelApi
{
    // How an address ends, what its API is called, and one of which members a request that asks a model has.
    private static readonly (string End, string Api, string[] Asks)[] Known =
    [
        ("/chat/completions", "chat", ["messages"]), ("/completions", "completions", ["prompt"]), ("/responses", "responses", ["input", "previous_response_id", "prompt"]),
        ("/messages", "messages", ["messages"]), ("/embeddings", "embeddings", ["input"]), ("/embed", "embeddings", ["texts", "inputs", "input"]),
        (":generateContent", "generate_content", ["contents"]), (":streamGenerateContent", "generate_content", ["contents"]),
        (":embedContent", "embeddings", ["content"]), (":batchEmbedContents", "embeddings", ["requests"]),
        ("/converse", "converse", ["messages"]), ("/converse-stream", "converse", ["messages"]),
        ("/invoke", "invoke", ["messages", "prompt", "inputText", "message"]), ("/invoke-with-response-stream", "invoke", ["messages", "prompt", "inputText", "message"]),
        ("/chat", "chat", ["messages", "message"]), ("/generate", "generate", ["prompt", "inputs"]),
    ];

    /// <summary>Provider and API (<c>openai chat</c>); null for a request that asks no model anything.</summary>
    public static string? Of(string address, JsonElement body)
    {
        var path = Path(address);
        var known = Array.Find(Known, k => path.EndsWith(k.End, StringComparison.Ordinal) && Array.Exists(k.Asks, m => body.Get(m) is not null)).Api;
        // Behind a proxy the address may be anything; a named model and something for it to answer are a call too.
        var asks = known is not null || body.Text("model") is not null && (body.Get("messages") ?? body.Get("prompt")) is not null && !Counts(path);
        return asks ? $"{Provider(address)} {known ?? "model"}" : null;
    }

    /// <summary>The path of an address: a query may hold a key.</summary>
    public static string Path(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) ? Uri.UnescapeDataString(uri.AbsolutePath) : address.Split('?', 2)[0];

    /// <summary>The model that an address names, as Google's and Bedrock's do.</summary>
    public static string? ModelIn(string address)
    {
        var parts = Path(address).Split('/');
        var at = Array.FindIndex(parts, p => p is "models" or "model");
        return at >= 0 && at + 1 < parts.Length ? parts[at + 1].Split([":generate", ":stream", ":embed", ":batch"], 2, StringSplitOptions.None)[0] : null;
    }

    private static bool Counts(string path) => path.EndsWith("countTokens", StringComparison.Ordinal) || path.EndsWith("count_tokens", StringComparison.Ordinal);

    private static string Provider(string address)
    {
        var host = Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Host : string.Empty;
        var labels = host.Split('.');
        return labels.Length < 2 || Uri.CheckHostName(host) != UriHostNameType.Dns ? "local"
            : host.EndsWith("googleapis.com", StringComparison.Ordinal) ? "google"
            : host.EndsWith("amazonaws.com", StringComparison.Ordinal) ? "bedrock"
            : labels[^2];
    }
}
