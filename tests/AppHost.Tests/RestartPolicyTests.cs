using AppHost.Local;
using Xunit;

namespace AppHost.Tests;

public sealed class RestartPolicyTests
{
    private static readonly RestartPolicy Policy = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), 6, TimeSpan.FromMinutes(1));

    [Fact]
    public void Waits_double_up_to_the_longest() =>
        Assert.Equal([1, 2, 4, 8, 10], Enumerable.Range(1, 5).Select(n => (int)Policy.Delay(n)!.Value.TotalSeconds));

    [Fact]
    public void After_the_limit_it_is_given_up() => Assert.Null(Policy.Delay(6));
}
