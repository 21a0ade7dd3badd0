using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// Interactions of a cassette. A request to a model is an <c>llm</c> step that can be replayed: its body is the input, the whole reply the output; the text of a
/// streamed reply is put together in a note under it. Other requests are notes. Headers and the query of an address hold keys and cookies: neither is kept.
/// </summary>
internal sealed class CassetteReader : ISessionReader
{
    private readonly HashSet<string> counted = new(StringComparer.Ordinal);

    public CassetteReader(IReadOnlyList<JsonElement> interactions)
    {
        var agent = interactions.Select(i => HttpMessage.Header(i.Get("request") ?? default, "user-agent")).FirstOrDefault(a => a is not null);
        Facts = new SessionFacts { Agent = agent?.Split('/', 2)[0].Trim() is { Length: > 0 and <= 80 } product ? product : "vcr" };
    }

    public SessionFacts Facts { get; }

    public void Read(SourceRecord record, StepSink steps)
    {
        var (request, response) = (record.Value.Get("request") ?? default, record.Value.Get("response") ?? default);
        if (request.ValueKind != JsonValueKind.Object)
        {
            steps.Add(new StepDraft(StepKind.Note) { Name = "unknown", Output = Payload.OfRecorded(record.Value) });
            return;
        }

        var at = record.Value.Instant("recorded_at") ?? HttpMessage.Date(response);
        Facts.Saw(at);
        var (asked, answered) = (HttpMessage.Body(request), HttpMessage.Body(response));
        var method = request.Text("method")?.ToUpperInvariant() ?? "GET";
        var address = request.Text("uri") ?? string.Empty;
        var api = method == "POST" ? ModelApi.Of(address, asked ?? default) : null;
        var reply = ModelReply.Read(answered ?? default);
        // A reply may be fetched again by its id; what it cost was counted then.
        var usage = reply.Usage is not null && (reply.Id is not { } id || counted.Add(id)) ? reply.Usage : null;
        var step = new StepDraft(api is null ? StepKind.Note : StepKind.Llm)
        {
            Name = api ?? $"{method} {ModelApi.Path(address)}",
            T0 = at,
            Model = api is null ? null : reply.Model ?? (asked ?? default).Text("model") ?? ModelApi.ModelIn(address),
            Input = asked is { } sent ? Payload.OfRecorded(sent) : null,
            Output = answered is { } got ? Payload.OfRecorded(got) : null,
            Tokens = usage,
            Error = Error(response, answered ?? default),
            Replayable = api is null ? Replayable.None : asked is null || answered is null ? Replayable.None : Replayable.Full,
        };
        var seq = steps.Add(step);
        if (reply.Streamed is { Length: > 0 } text)
        {
            steps.Add(new StepDraft(StepKind.Note) { Name = "streamed text", Parent = seq, T0 = at, Output = Payload.OfText(text) });
        }

        if (api is not null)
        {
            Facts.Model ??= step.Model;
            Facts.Task ??= PromptText.FirstUser(asked ?? default)?.Trim();
        }
    }

    public void Settle(StepSink steps)
    {
        // Nothing waits: every interaction is complete.
    }

    private static string? Error(JsonElement response, JsonElement body)
    {
        var status = response.Get("status") ?? default;
        var code = status.Number("code") ?? response.Number("status") ?? response.Number("status_code");
        if (code is null or < 400)
        {
            return null;
        }

        var detail = (body.Get("error") ?? default).Text("message") ?? body.Text("message");
        return string.Join(": ", new[] { $"HTTP {code} {status.Text("message")}".TrimEnd(), detail }.Where(t => !string.IsNullOrEmpty(t)));
    }
}
