using System.Text.Json;

namespace Recorder.Domain.Importing;

/// <summary>Whose model a request goes to, by its address and by what is in its body.</summary>
internal static class ModelApi
{
    private static readonly (string End, string Api)[] Ends =
    [
        ("/chat/completions", "chat"), ("/completions", "completions"), ("/responses", "responses"), ("/messages", "messages"), ("/embeddings", "embeddings"),
        (":generateContent", "generate_content"), (":streamGenerateContent", "generate_content"), (":embedContent", "embeddings"), (":batchEmbedContents", "embeddings"),
        ("/converse", "converse"), ("/converse-stream", "converse"), ("/invoke", "invoke"), ("/invoke-with-response-stream", "invoke"),
        ("/chat", "chat"), ("/generate", "generate"), ("/embed", "embeddings"),
    ];

    /// <summary>Provider and API (<c>openai chat</c>); null for a request that asks no model anything.</summary>
    public static string? Of(string address, JsonElement body)
    {
        var path = Path(address);
        if (path.EndsWith("countTokens", StringComparison.Ordinal) || path.EndsWith("count_tokens", StringComparison.Ordinal) || body.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var asks = body.Get("messages") is not null || body.Get("contents") is not null || body.Get("input") is not null || body.Get("prompt") is not null
            || body.Get("content") is not null || body.Get("inputText") is not null || body.Get("message") is not null || body.Get("texts") is not null || body.Get("requests") is not null;
        var api = Array.Find(Ends, e => path.EndsWith(e.End, StringComparison.Ordinal)).Api;
        return asks && (api is not null || body.Get("model") is not null && (body.Get("messages") ?? body.Get("input") ?? body.Get("prompt")) is not null)
            ? $"{Provider(address)} {api ?? "model"}" : null;
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
