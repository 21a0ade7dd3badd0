using System.Text.Json;
using Recorder.Domain;
using Recorder.Domain.Importing;
using Recorder.Storage;
using Substrate.Redaction;
using Substrate.Trace;

namespace Recorder.Features.Import;

/// <summary>A session that was read whole: it needs its file no more.</summary>
/// <param name="Place">Which of its file's sessions it is.</param>
internal sealed record ReadSession(int Place, SourceIdentity Identity, SessionFacts Facts, ParentRef? Parent, bool HasChildren, IReadOnlyList<StepDraft> Steps)
{
    /// <summary>Null when there is no run in it.</summary>
    public static ReadSession? Read(int place, OpenedSession session, SourceIdentity identity)
    {
        var steps = new List<StepDraft>();
        var sink = new StepSink(steps.Add);
        foreach (var record in session.Records())
        {
            session.Reader.Read(record, sink);
        }

        session.Reader.Settle(sink);
        return session.Reader.IsRun ? new ReadSession(place, identity, session.Reader.Facts, session.Parent, session.HasChildren, steps) : null;
    }

    /// <summary>As the run that it becomes.</summary>
    /// <param name="verdicts">What the upload's evaluations say.</param>
    public NewRun ToRun(
        Guid id, IReadOnlyList<PreparedStep> steps, string path, ImportInput input, Guid importId, IReadOnlyCollection<VerdictFile> verdicts, RedactionSettings settings,
        DateTimeOffset now)
    {
        var totals = new RunTotals();
        var links = new string[steps.Count];
        for (var (i, chain) = (0, RunChain.Start(id)); i < links.Length; i++)
        {
            links[i] = chain = RunChain.Next(chain, steps[i].ContentHash);
            totals.Add(steps[i]);
        }

        var header = HeaderOf(Facts, input, settings);
        return new NewRun(
            id, header with { Task = SafeText.Task(header.Task, settings) }, header.Config is { ValueKind: not JsonValueKind.Null } config ? SafeConfig.Of(config, settings) : null,
            SafeText.Verdict(OutcomeOf(Facts, path, verdicts, settings), settings), Facts.EndedAt, totals, Facts.Tokens, Facts.Cost, steps, links,
            new NewRunSource(Identity, SafeText.Of(path, settings)!, SafeText.Label(Facts.InstanceId, settings), importId),
            RunLinks.Rows(id, Identity, Parent, Facts.Children, settings), RunLabels.Chained(id, Facts.Labels, settings, now));
    }

    public static RunHeader HeaderOf(SessionFacts facts, ImportInput input, RedactionSettings settings)
    {
        return new(
            facts.Task is { Length: > 0 } task ? task : "(no task was recorded)", new AgentRef(Label(facts.Agent)!, Label(facts.AgentVersion)), input.Project ?? ProjectRedaction.Unnamed,
            input.Repo ?? Label(facts.Repo), Label(facts.User), Label(facts.Model), Label(facts.Conversation), Label(facts.TaskType),
            facts.ConfigJson is { } config ? JsonElement.Parse(config, SourceJson.Nested) : null, facts.StartedAt);

        string? Label(string? text) => SafeText.Label(text, settings);
    }

    /// <summary>What an evaluation says goes before what the run says of itself.</summary>
    public static Outcome OutcomeOf(SessionFacts facts, string path, IReadOnlyCollection<VerdictFile> verdicts, RedactionSettings settings) =>
        Verdicts.For(verdicts, path, SafeText.Label(facts.InstanceId, settings), facts.Outcome) ?? facts.Verdict ?? new Outcome(facts.Outcome);
}
