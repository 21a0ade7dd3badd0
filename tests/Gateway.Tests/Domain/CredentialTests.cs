using Gateway.Domain;
using Substrate.Policies;
using Xunit;

namespace Gateway.Tests.Domain;

public sealed class CredentialTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, null, "Active")]
    [InlineData(1, null, "Active")]
    [InlineData(0, null, "Expired")]
    [InlineData(-1, null, "Expired")]
    [InlineData(1, -1, "Revoked")]
    [InlineData(-1, -1, "Revoked")]
    [InlineData(null, 0, "Revoked")]
    public void Revoked_goes_before_expired_and_the_last_second_is_over(int? expires, int? revoked, string state)
    {
        var credential = new Credential(
            Guid.Empty, CredentialKind.ApiKey, Guid.Empty, "ci", CallerRole.Member, expires is { } e ? Now.AddSeconds(e) : null, revoked is { } r ? Now.AddSeconds(r) : null, null);

        Assert.Equal(state, credential.StateAt(Now).ToString());
    }
}
