using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using RestEase;

namespace Cli.Connecting;

/// <summary>Turns what went wrong on the wire into one line and an exit code.</summary>
internal static class Refusals
{
    public static CliException? Explain(Exception error, Uri? url) => error switch
    {
        CliException known => known,
        ApiException refusal => new CliException(
            refusal.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout ? ExitCodes.Unreachable : refusal.StatusCode == HttpStatusCode.BadRequest ? ExitCodes.Usage : ExitCodes.Failed,
            Line(refusal.StatusCode, refusal.Content)),
        HttpRequestException or SocketException => new CliException(ExitCodes.Unreachable, $"The platform at {url} cannot be reached: {Innermost(error).Message}"),
        TaskCanceledException { InnerException: TimeoutException } => new CliException(ExitCodes.Unreachable, $"The platform at {url} did not answer in time."),
        IOException io => new CliException(ExitCodes.Failed, io.Message),
        UnauthorizedAccessException denied => new CliException(ExitCodes.Failed, denied.Message),
        _ => null,
    };

    /// <summary>ProblemDetails as one line: title, detail, and the field at fault.</summary>
    public static string Line(HttpStatusCode status, string? content)
    {
        try
        {
            using var problem = JsonDocument.Parse(content ?? "");
            string? Text(string name) => problem.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            if (Text("title") is { } title)
            {
                string?[] parts = [title, Text("detail"), Text("field") is { } field ? $"(field: {field})" : null];
                return $"{string.Join(' ', parts.OfType<string>())} [{(int)status}{(Text("code") is { } code ? $" {code}" : "")}]".ReplaceLineEndings(" ");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not a problem document; the status says what there is to say.
        }
        return $"The platform answered {(int)status} {status}.";
    }

    private static Exception Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error;
}
