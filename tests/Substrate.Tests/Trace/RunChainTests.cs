using Substrate.Hashing;
using Substrate.Trace;
using Xunit;

namespace Substrate.Tests.Trace;

public sealed class RunChainTests
{
    private static readonly Guid Run = new("01999999-0000-7000-8000-000000000001");

    private static List<(string, string?)> Links(int count)
    {
        var links = new List<(string, string?)>();
        var last = RunChain.Start(Run);
        for (var i = 0; i < count; i++)
        {
            var content = ContentHash.Of($"step {i}");
            last = RunChain.Next(last, content);
            links.Add((content, last));
        }
        return links;
    }

    [Fact]
    public void An_untouched_chain_verifies() => Assert.Null(RunChain.Verify(Run, Links(5)));

    [Fact]
    public void The_head_is_the_last_link() => Assert.Equal(Links(5)[^1].Item2, RunChain.Head(Run, Links(5).Select(link => link.Item1)));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_changed_step_breaks_the_chain_at_its_place(int at)
    {
        var links = Links(5);
        links[at] = (ContentHash.Of("forged"), links[at].Item2);
        Assert.Equal(at, RunChain.Verify(Run, links)!.Index);
    }

    [Fact]
    public void The_same_steps_under_another_run_have_another_head() =>
        Assert.NotEqual(RunChain.Head(Run, [ContentHash.Of("x")]), RunChain.Head(Guid.Empty, [ContentHash.Of("x")]));

    [Fact]
    public void A_content_hash_is_SHA_256_of_the_UTF_8_text() =>
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", ContentHash.Of("abc"));

    [Fact]
    public void The_order_of_members_does_not_change_a_JSON_hash() =>
        Assert.Equal(ContentHash.OfJson(new { A = 1, B = 2 }), ContentHash.OfJson(new { B = 2.0, A = 1 }));
}
