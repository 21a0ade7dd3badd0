using Memory.Domain.Learning;
using Substrate.Compiling;

namespace Memory.Domain.Deciding;

internal enum Verb { Promote, Pin, Reject, Expire, Quarantine }

/// <summary>Where a candidate stands, and its memory when there is one.</summary>
internal sealed record Standing(Decision Decision, MemoryStatus? Status, Guid? MergedInto);

/// <param name="Changed">False when it already stood so.</param>
internal abstract record Answer
{
    private Answer() { }

    internal sealed record Stands(Standing Standing, bool Changed) : Answer;

    internal sealed record Refused(string Code, string Title) : Answer;
}

/// <summary>What a person may decide about a candidate or memory, and what it becomes.</summary>
internal static class PersonDecision
{
    public static Answer Take(Standing now, Verb verb)
    {
        if (now.Decision == Decision.Merged)
        {
            return new Answer.Refused("candidate_merged", "This candidate was merged into another memory; decide about that one.");
        }

        if (verb is Verb.Expire && now.Status is null)
        {
            return new Answer.Refused("memory_not_accepted", "Only an accepted memory can expire; this is a candidate that was not accepted.");
        }

        var next = verb switch
        {
            Verb.Promote => now with { Decision = Decision.Accepted, Status = MemoryStatus.Active },
            Verb.Pin => now with { Decision = Decision.Accepted, Status = MemoryStatus.Pinned },
            Verb.Reject => now with { Decision = Decision.Rejected, Status = now.Status is null ? null : MemoryStatus.Rejected },
            Verb.Expire => now with { Decision = Decision.Expired, Status = MemoryStatus.Expired },
            Verb.Quarantine => now with { Decision = Decision.Quarantined, Status = now.Status is null ? null : MemoryStatus.Quarantined },
            _ => throw new ArgumentOutOfRangeException(nameof(verb)),
        };
        return new Answer.Stands(next, next != now);
    }
}
