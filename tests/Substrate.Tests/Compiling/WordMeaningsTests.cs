using Substrate.Compiling;
using Substrate.Tokens;
using Xunit;

namespace Substrate.Tests.Compiling;

public sealed class WordMeaningsTests
{
    private static readonly string[] Talk =
    [
        "Kim: last weekend the kids went camping by the lake", "Kim: it rained but they loved it", "Lee: the invoice for the server is overdue", "Lee: accounting wants it paid",
        "Kim: a database migration failed",
    ];

    [Fact]
    public void Words_of_like_meaning_are_near_without_being_the_same()
    {
        var near = Near("outdoor holidays of the children", Talk, [[0, 1, 2, 3, 4]]);
        Assert.True(near.Own[0] > near.Own[2] && near.Own[0] > near.Own[4]);
        Assert.True(near.Theme[0] > near.Theme[3]);
        Assert.All([.. near.Own, .. near.Among, .. near.Theme], value => Assert.InRange(value, 0, 1));
    }

    [Fact]
    public void The_same_word_in_another_form_is_a_full_match() => Assert.Equal(1, Near("camped", Talk, [[0, 1]]).Own[0], 6);

    [Fact]
    public void What_a_neighbour_says_counts_for_its_share_and_only_in_the_same_row()
    {
        var together = Near("camping", Talk, [[0, 1], [2, 3, 4]]);
        Assert.Equal(0.35, together.Among[1], 6);
        Assert.Equal(1, together.Among[0], 6);
        Assert.True(together.Among[2] < 0.35);
        Assert.True(Near("camping", Talk, [[0], [1]]).Among[1] < 0.35);
    }

    [Fact]
    public void Stop_words_and_the_names_of_speakers_mean_nothing()
    {
        var near = Near("is it for the Kim", Talk, [[0, 1, 2, 3, 4]]);
        Assert.All([.. near.Own, .. near.Among, .. near.Theme], value => Assert.Equal(0, value));
    }

    [Fact]
    public void What_has_no_words_and_what_is_in_no_row_is_near_to_nothing()
    {
        var near = Near("camping", ["", "...", "camping", "x"], [[0, 1]]);
        Assert.Equal([0, 0, 0, 0], near.Own);
        Assert.Equal([0, 0, 0, 0], near.Theme);
        Assert.Equal([0, 0], Near("", ["camping", "x"], [[0, 1]]).Own);
    }

    [Fact]
    public void A_profile_that_gives_meaning_no_weight_has_no_such_parts()
    {
        var old = CompileProfile.Default with
        {
            MessageWeights = CompileProfile.Default.MessageWeights with { Meaning = 0, MeaningNeighbours = 0, Theme = 0 },
        };
        var input = CompilerTests.Input([new("m", ItemKind.Message, "Kim: the tests ran", new ItemSource("chat:1"))]);
        Assert.Contains("theme", Compiler.Compile(input, O200kBase.Shared).Receipt.Entries[0].Parts.Keys);
        Assert.DoesNotContain("theme", Compiler.Compile(input with { Profile = old }, O200kBase.Shared).Receipt.Entries[0].Parts.Keys);
    }

    private static WordMeanings.Nearness Near(string task, string[] texts, IReadOnlyList<IReadOnlyList<int>> rows) =>
        WordMeanings.Of(new LexicalIndex(task, texts).Words, task, rows, [0.35, 0.175], ["kim", "lee"], texts.Length);
}
