using Cli.Exporting;
using Contracts.Memory;
using Substrate.Compiling;
using Substrate.Scoping;
using Xunit;

namespace Cli.Tests.Exporting;

public sealed class MemoryBlockTests
{
    private const string Repo = "acme/shop";

    private static MemoryView Memory(int number, string text) => new(
        new Guid(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)number), MemoryType.Fact, "s", text, Scope.Everywhere, Sensitivity.Internal, Trust.User, MemoryStatus.Active, 1, new Dictionary<string, double>(), 1, 0, null,
        DateTimeOffset.UnixEpoch, null, [], [], new(0, 0, 0, 0));

    private static string Update(string file, params MemoryView[] memories) => MemoryBlock.Update(file, Repo, memories).File;

    private static IEnumerable<BlockChangeKind> Changes(string file, params MemoryView[] memories) => MemoryBlock.Update(file, Repo, memories).Changes.Select(change => change.Kind);

    [Theory]
    [InlineData("")]
    [InlineData("# Mine\nwords")]
    [InlineData("# Mine\r\nwords\r\n")]
    public void A_first_export_adds_a_block_and_a_second_changes_nothing(string mine)
    {
        var first = Update(mine, Memory(1, "one\n two"), Memory(2, "use <!-- no --> marks"));
        Assert.StartsWith(mine.TrimEnd('\r', '\n'), first, StringComparison.Ordinal);
        Assert.Contains("- one two <!-- ", first, StringComparison.Ordinal);
        Assert.Equal(mine.Contains('\r', StringComparison.Ordinal), first.Contains('\r', StringComparison.Ordinal));
        Assert.Equal(first.Count(c => c == '\n'), first.Contains('\r', StringComparison.Ordinal) ? first.Count(c => c == '\r') : first.Count(c => c == '\n'));
        Assert.Equal(first, Update(first, Memory(1, "one\n two"), Memory(2, "use <!-- no --> marks")));
        Assert.Empty(Changes(first, Memory(1, "one\n two"), Memory(2, "use <!-- no --> marks")));
    }

    [Fact]
    public void What_is_new_changed_or_no_longer_accepted_is_brought_up_to_date_where_it_stands()
    {
        var file = Update("top\n", Memory(1, "one"), Memory(2, "two")) + "\nbelow\n";
        var next = Update(file, Memory(2, "two!"), Memory(3, "three"));
        Assert.Equal([BlockChangeKind.Retired, BlockChangeKind.Updated, BlockChangeKind.Added], Changes(file, Memory(2, "two!"), Memory(3, "three")));
        Assert.DoesNotContain("- one ", next, StringComparison.Ordinal);
        Assert.True(next.IndexOf("- two! ", StringComparison.Ordinal) < next.IndexOf("- three ", StringComparison.Ordinal));
        Assert.StartsWith("top\n\n## Learned from earlier runs\n\n<!-- ctx:memories acme/shop -->\n- two! <!-- ", next, StringComparison.Ordinal);
        Assert.EndsWith("-->\n\nbelow\n", next, StringComparison.Ordinal);
    }

    [Fact]
    public void Outside_the_block_every_byte_stays()
    {
        const string above = "one\r\ntwo\nthree\r\n\r\n";
        var next = Update(above + Update("", Memory(1, "one")) + "\r\nbelow\n\n ", Memory(1, "one"), Memory(2, "two"));
        Assert.StartsWith(above + "## Learned", next, StringComparison.Ordinal);
        Assert.EndsWith("-->\n\r\nbelow\n\n ", next, StringComparison.Ordinal);
        Assert.Contains("- two ", next, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_person_edited_stays_whatever_becomes_of_the_memory()
    {
        var edited = Update("", Memory(1, "one"), Memory(2, "two")).Replace("- one ", "- one, but carefully ", StringComparison.Ordinal);
        foreach (var memories in new[] { new[] { Memory(1, "one"), Memory(2, "two") }, [Memory(1, "one of another kind"), Memory(2, "two")], [Memory(2, "two")] })
        {
            Assert.Equal(edited, Update(edited, memories));
            Assert.Equal([BlockChangeKind.EditedHere], Changes(edited, memories));
        }
    }

    [Fact]
    public void What_a_person_removed_stays_away_and_what_a_person_wrote_between_stays()
    {
        var first = Update("", Memory(1, "one"), Memory(2, "two"));
        var mine = string.Join('\n', first.Split('\n').Select(line => line.StartsWith("- one ", StringComparison.Ordinal) ? "- my own line" : line));
        Assert.Equal(mine, Update(mine, Memory(1, "one"), Memory(2, "two")));
        Assert.Equal([BlockChangeKind.RemovedHere], Changes(mine, Memory(1, "one"), Memory(2, "two")));
        var later = Update(mine, Memory(1, "one"), Memory(2, "two"), Memory(3, "three"));
        Assert.Contains("- my own line\n- two ", later, StringComparison.Ordinal);
        Assert.Contains("- three ", later, StringComparison.Ordinal);
        Assert.DoesNotContain("- one ", later, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!-- ctx:memories acme/shop -->\nwords", "line 1")]
    [InlineData("words\n<!-- ctx:end -->", "line 2")]
    [InlineData("<!-- ctx:end -->\n<!-- ctx:memories acme/shop -->", "line 1")]
    [InlineData("<!-- ctx:memories acme/other -->\n<!-- ctx:memories acme/shop -->\n<!-- ctx:end -->", "line 1")]
    [InlineData("<!-- ctx:memories acme/shop -->\n<!-- ctx:end -->\n<!-- ctx:memories acme/shop -->\n<!-- ctx:end -->", "line 3")]
    public void A_block_that_cannot_be_told_from_the_rest_is_refused_by_its_line(string file, string place) =>
        Assert.StartsWith(place, Assert.Throws<BlockException>(() => MemoryBlock.Update(file, Repo, [Memory(1, "one")])).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_accepted_again_comes_back()
    {
        var gone = Update(Update("", Memory(1, "one"), Memory(2, "two")), Memory(2, "two"));
        Assert.Equal([BlockChangeKind.Added], Changes(gone, Memory(1, "one"), Memory(2, "two")));
    }

    [Fact]
    public void Another_repository_has_a_block_of_its_own()
    {
        var both = MemoryBlock.Update(Update("", Memory(1, "one")), "acme/other", [Memory(2, "two")]).File;
        Assert.Contains("- one ", both, StringComparison.Ordinal);
        Assert.Contains("- two ", both, StringComparison.Ordinal);
        Assert.Equal(both, Update(both, Memory(1, "one")));
        Assert.DoesNotContain("- two ", MemoryBlock.Update(both, "acme/other", []).File, StringComparison.Ordinal);
        Assert.Contains("- two ", Update(both), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_to_say_makes_no_block() => Assert.Equal("words", Update("words"));
}
