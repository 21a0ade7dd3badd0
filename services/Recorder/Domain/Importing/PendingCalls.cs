namespace Recorder.Domain.Importing;

/// <summary>A call the model asked for and whose result has not been read yet.</summary>
internal sealed record PendingCall(string CallId, string Name, Payload Args, int Parent, DateTimeOffset? AskedAt);

/// <summary>Matches results to calls, and keeps calls that were never answered from getting lost.</summary>
internal sealed class PendingCalls
{
    private readonly Dictionary<string, PendingCall> calls = [];
    private readonly HashSet<string> noted = [];

    public int Count => calls.Count;

    public void Add(PendingCall call) => calls[call.CallId] = call;

    public PendingCall? Take(string? callId) => callId is not null && calls.Remove(callId, out var call) ? call : null;

    public PendingCall? TakeFirst() => calls.Count == 0 ? null : Take(calls.First().Key);

    /// <summary>
    /// Notes what still waits where the recording stops. A note, not a tool step: the call may have been executed later,
    /// and its result then still becomes the call's one tool step.
    /// </summary>
    public void Note(StepSink steps)
    {
        foreach (var call in calls.Values.Where(c => noted.Add(c.CallId)).ToList())
        {
            var asked = SourceJson.Made(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("callId", call.CallId);
                writer.WriteString("name", call.Name);
                writer.WritePropertyName("args");
                if (call.Args.IsJson)
                {
                    writer.WriteRawValue(call.Args.Text, skipInputValidation: true);
                }
                else
                {
                    writer.WriteStringValue(call.Args.Text);
                }

                writer.WriteEndObject();
            });
            steps.Add(new StepDraft(Substrate.Trace.StepKind.Note)
            {
                Name = "unanswered_tool_call",
                Parent = call.Parent,
                T0 = call.AskedAt,
                Output = Payload.OfRecorded(asked),
            });
        }
    }
}
