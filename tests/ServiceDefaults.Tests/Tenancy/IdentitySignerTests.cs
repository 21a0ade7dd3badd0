using Microsoft.Extensions.Configuration;
using ServiceDefaults.Hosting;
using ServiceDefaults.Tenancy;
using Substrate.Policies;
using Xunit;

namespace ServiceDefaults.Tests.Tenancy;

public sealed class IdentitySignerTests
{
    private static readonly Caller Someone = new(Guid.CreateVersion7(), "key:7", CallerRole.Admin);

    [Fact]
    public void What_was_signed_is_who_it_was() => Assert.Equal(Someone, Signer(1).Verify(Signer(1).Sign(Someone)));

    [Fact]
    public void Another_key_is_refused() => Assert.Null(Signer(2).Verify(Signer(1).Sign(Someone)));

    [Fact]
    public void After_a_minute_it_is_refused()
    {
        var clock = new Clock();
        var header = Signer(1, clock).Sign(Someone);
        clock.Now += TimeSpan.FromSeconds(59);
        Assert.NotNull(Signer(1, clock).Verify(header));
        clock.Now += TimeSpan.FromSeconds(3);
        Assert.Null(Signer(1, clock).Verify(header));
    }

    [Fact]
    public void Any_changed_character_is_refused()
    {
        var header = Signer(1).Sign(Someone);
        for (var at = 0; at < header.Length - 1; at++)
        {
            var changed = header.ToCharArray();
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            Assert.Null(Signer(1).Verify(new string(changed)));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("c2hvcnQ=")]
    public void A_bad_key_stops_the_start(string? key) =>
        Assert.Throws<StartupException>(() => new IdentitySigner(Configuration(key), TimeProvider.System));

    private static IdentitySigner Signer(byte seed, TimeProvider? clock = null) =>
        new(Configuration(Convert.ToBase64String(Enumerable.Repeat(seed, 32).ToArray())), clock ?? TimeProvider.System);

    private static IConfiguration Configuration(string? key) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Identity:Key"] = key }).Build();

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
