using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// One conversation of Who&amp;When. Every agent is a model: its turns are <c>llm</c> steps under its name, whichever role the file gives them. What a terminal
/// answers after it ran a block of code is a tool step; when it found none to run, a note. The labelled mistake is kept as labels of the step it names.
/// </summary>
internal sealed partial class WhoAndWhenReader : ISessionReader
{
    private readonly JsonElement root;
    private readonly int? mistake;
    private int turns;
    private int? replied;

    private WhoAndWhenReader(JsonElement root)
    {
        this.root = root;
        mistake = root.Get("mistake_step") switch
        {
            { ValueKind: JsonValueKind.String } text when int.TryParse(text.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var n) => n,
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var n) && n >= 0 => n,
            _ => null,
        };
        var correct = root.Flag("is_correct") || root.Flag("is_corrected");
        Facts = new SessionFacts
        {
            Agent = "who-and-when",
            Task = root.Text("question")?.Trim(),
            InstanceId = root.Text("question_ID"),
            ConfigJson = SourceConfig.Of(("question_ID", root.Get("question_ID")), ("level", root.Get("level")), ("ground_truth", root.Get("ground_truth"))),
            Verdict = new Outcome(correct ? OutcomeStatus.Succeeded : OutcomeStatus.Failed, correct ? 1 : 0,
                [new OutcomeCheck("answer", correct, root.Get("ground_truth") is { } truth ? $"expected: {truth}" : null)]),
        };
        if (mistake is null || mistake >= root.Items("history").Count())
        {
            // A mistake at a step that is not there is still a label of the run.
            Label(null);
        }
    }

    public SessionFacts Facts { get; }

    public static SessionDocument Open(JsonElement root)
    {
        var records = root.Items("history").ToList();
        if (root.Get("system_prompt") is { } prompts)
        {
            records.Insert(0, prompts);
        }

        if (records.Count == 0)
        {
            records.Add(root);
        }

        return new SessionDocument(new WhoAndWhenReader(root), root.Text("question_ID"), null, records);
    }

    public void Read(SourceRecord record, StepSink steps)
    {
        var entry = record.Value;
        if (entry.Text("role") is null && entry.Get("content") is null)
        {
            Prompts(entry, steps);
            return;
        }

        if (turns == mistake)
        {
            Label(steps.Next);
        }

        turns++;
        Turn(entry, steps);
    }

    public void Settle(StepSink steps)
    {
        // Nothing waits: every turn is a step at once.
    }

    private static void Prompts(JsonElement prompts, StepSink steps)
    {
        foreach (var prompt in prompts.Members())
        {
            steps.Add(new StepDraft(StepKind.System) { Name = prompt.Name, Output = Payload.OfRecorded(prompt.Value) });
        }

        if (prompts.ValueKind != JsonValueKind.Object)
        {
            steps.Add(new StepDraft(StepKind.System) { Output = Payload.OfRecorded(prompts) });
        }
    }

    private void Turn(JsonElement entry, StepSink steps)
    {
        var role = entry.Text("role");
        var speaker = entry.Text("name") ?? (role is "user" or "assistant" ? null : role);
        var content = entry.Content("content");
        if (speaker is not null && Terminal().IsMatch(speaker))
        {
            var ran = Ran().Match(content?.Text ?? string.Empty);
            int? code = ran.Success && int.TryParse(ran.Groups["code"].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null;
            steps.Add(ran.Success
                ? new StepDraft(StepKind.Tool) { Parent = replied, Tool = new ToolDraft($"run-{steps.Next}", speaker, null, content, code is not 0, code) }
                : new StepDraft(StepKind.Note) { Name = speaker, Output = content });
        }
        else if (speaker is "human" || speaker is null && role is "user")
        {
            steps.Add(new StepDraft(StepKind.User) { Output = content });
        }
        else
        {
            replied = steps.Add(new StepDraft(StepKind.Llm) { Name = speaker, Output = content, Replayable = Replayable.ReplyOnly });
        }
    }

    private void Label(int? seq)
    {
        foreach (var name in (ReadOnlySpan<string>)["mistake_agent", "mistake_step", "mistake_reason"])
        {
            if (root.Get(name) is { } value)
            {
                Facts.Labels.Add(new RunLabel(seq, name, Payload.OfRecorded(value).Text));
            }
        }
    }

    [GeneratedRegex(@"^computer_?terminal$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 200)]
    private static partial Regex Terminal();

    [GeneratedRegex(@"(^\s*exitcode:|\bexit code:)\s*(?<code>-?\d{1,9})\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Ran();
}
