using Gateway.Domain;
using Substrate.Policies;
using Xunit;

namespace Gateway.Tests.Domain;

public sealed class KeyRulesTests
{
    [Theory]
    [InlineData("", 1, "name")]
    [InlineData(" ", 1, "name")]
    [InlineData("a\nb", 1, "name")]
    [InlineData("ci", 0, "expiresInDays")]
    [InlineData("ci", -1, "expiresInDays")]
    [InlineData("ci", 3651, "expiresInDays")]
    public void A_field_at_fault_is_named(string name, int days, string field) =>
        Assert.Equal(field, KeyRules.Judge(name, CallerRole.Viewer, days, CallerRole.Owner)?.Field);

    [Theory]
    [InlineData(CallerRole.Admin, CallerRole.Owner, false)]
    [InlineData(CallerRole.Admin, CallerRole.Admin, true)]
    [InlineData(CallerRole.Admin, CallerRole.Viewer, true)]
    [InlineData(CallerRole.Owner, CallerRole.Owner, true)]
    [InlineData(CallerRole.Service, CallerRole.Viewer, false)]
    public void Nobody_hands_out_more_than_they_have(CallerRole caller, CallerRole role, bool allowed) =>
        Assert.Equal(allowed, KeyRules.Judge("ci", role, null, caller) is null);

    [Fact]
    public void A_key_without_days_does_not_expire()
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Null(KeyRules.ExpiryOf(null, now));
        Assert.Equal(now.AddDays(7), KeyRules.ExpiryOf(7, now));
    }
}
