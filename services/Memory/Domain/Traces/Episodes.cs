using Memory.Domain.Shell;
using Substrate.Trace;

namespace Memory.Domain.Traces;

internal enum EpisodeOutcome { None, Worked, Failed, Mixed }

/// <summary>A stretch of a run with one intent and one phase, closed where its outcome turned.</summary>
/// <param name="Intent">What the person asked for last, in one line.</param>
internal sealed record Episode(int Ordinal, string Intent, Phase Phase, int FirstSeq, int LastSeq, EpisodeOutcome Outcome, int Commands);

/// <summary>
/// Cuts a run into episodes: a new one begins when a person speaks, when the agent turns to another phase, and after a command that had failed works
/// (the boundary between a problem and its solution). Model steps belong to what they lead to.
/// </summary>
internal static class Episodes
{
    private const int LongestIntent = 200;

    public static IReadOnlyList<Episode> Cut(RunReading reading)
    {
        var activities = reading.Activities.ToDictionary(a => a.Seq);
        var episodes = new List<Episode>();
        var intent = OneLine(reading.Run.Task);
        var editedYet = false;
        Open? open = null;
        int? pending = null;
        foreach (var step in reading.Run.Steps.OrderBy(s => s.Seq))
        {
            if (step.Kind == StepKind.User)
            {
                Close(ref open, episodes);
                intent = step.Output is { Length: > 0 } said && episodes.Count > 0 ? OneLine(MemoryFence.Mask(said)) : intent.Length > 0 ? intent : OneLine(step.Output ?? "");
            }

            if (!activities.TryGetValue(step.Seq, out var activity))
            {
                pending ??= step.Seq;
                continue;
            }

            var phase = PhaseOf(activity, editedYet);
            editedYet |= phase == Phase.Edit;
            var turned = open is { LastFailed: true } && activity.Invocation is { Judgement.Ok: true, Main: not null };
            if (open is not null && open.Phase != phase && phase != Phase.Other) { Close(ref open, episodes); }
            open ??= new Open(intent, phase, pending ?? step.Seq);
            pending = null;
            open.Take(step.Seq, activity);
            if (turned) { Close(ref open, episodes); }
        }

        Close(ref open, episodes);
        return episodes;
    }

    public static Episode? Containing(IReadOnlyList<Episode> episodes, int seq) => episodes.LastOrDefault(e => e.FirstSeq <= seq) ?? (episodes.Count > 0 ? episodes[0] : null);

    private static void Close(ref Open? open, List<Episode> episodes)
    {
        if (open is not null) { episodes.Add(open.Done(episodes.Count)); }
        open = null;
    }

    private static Phase PhaseOf(Activity activity, bool editedYet)
    {
        if (activity.EditPath is not null && activity.Invocation?.Main is null) { return Phase.Edit; }
        if (activity.ReadPath is not null) { return Phase.Explore; }
        if (activity.Invocation is not { } invocation) { return Phase.Other; }
        return invocation.Main?.Purpose switch
        {
            Purpose.Install => Phase.Setup,
            null => invocation.Edits ? Phase.Edit : Phase.Explore,
            _ => editedYet ? Phase.Verify : Phase.Reproduce,
        };
    }

    private static string OneLine(string text)
    {
        var line = text.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.Length > 3 && !l.StartsWith('<')) ?? "";
        return line.Length <= LongestIntent ? line : line[..LongestIntent];
    }

    private sealed class Open(string intent, Phase phase, int first)
    {
        private int _last, _commands, _ok, _failed;

        public Phase Phase => phase;

        public bool LastFailed { get; private set; }

        public void Take(int seq, Activity activity)
        {
            _last = seq;
            if (activity.Invocation is not { Main: not null } invocation) { return; }
            _commands++;
            LastFailed = invocation.Judgement.Verdict == Verdict.Failed;
            if (invocation.Judgement.Ok) { _ok++; } else if (LastFailed) { _failed++; }
        }

        public Episode Done(int ordinal) => new(ordinal, intent, phase, first, Math.Max(first, _last),
            (_ok, _failed) switch { (0, 0) => EpisodeOutcome.None, ( > 0, 0) => EpisodeOutcome.Worked, (0, > 0) => EpisodeOutcome.Failed, _ => EpisodeOutcome.Mixed }, _commands);
    }
}
