using Memory.Domain.Deciding;
using Memory.Domain.Learning;
using Substrate.Compiling;

namespace Memory.Tests.Domain;

public sealed class PersonDecisionTests
{
    [Theory]
    [InlineData(nameof(Verb.Promote), nameof(Decision.Accepted), MemoryStatus.Active)]
    [InlineData(nameof(Verb.Pin), nameof(Decision.Accepted), MemoryStatus.Pinned)]
    [InlineData(nameof(Verb.Reject), nameof(Decision.Rejected), null)]
    [InlineData(nameof(Verb.Quarantine), nameof(Decision.Quarantined), null)]
    public void A_pending_candidate_becomes_what_the_person_says(string verb, string decision, MemoryStatus? status)
    {
        var stands = Assert.IsType<Answer.Stands>(PersonDecision.Take(new Standing(Decision.Pending, null, null), Enum.Parse<Verb>(verb)));
        Assert.Equal((Enum.Parse<Decision>(decision), status, true), (stands.Standing.Decision, stands.Standing.Status, stands.Changed));
    }

    [Fact]
    public void Deciding_the_same_again_changes_nothing() =>
        Assert.False(Assert.IsType<Answer.Stands>(PersonDecision.Take(new Standing(Decision.Accepted, MemoryStatus.Pinned, null), Verb.Pin)).Changed);

    [Fact]
    public void A_merged_candidate_and_the_expiry_of_what_is_no_memory_are_refused()
    {
        Assert.Equal("candidate_merged", Assert.IsType<Answer.Refused>(PersonDecision.Take(new Standing(Decision.Merged, null, Guid.NewGuid()), Verb.Promote)).Code);
        Assert.Equal("memory_not_accepted", Assert.IsType<Answer.Refused>(PersonDecision.Take(new Standing(Decision.Pending, null, null), Verb.Expire)).Code);
    }
}
