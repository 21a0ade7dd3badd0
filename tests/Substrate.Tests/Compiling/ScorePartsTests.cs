using Substrate.Compiling;
using Xunit;

namespace Substrate.Tests.Compiling;

public sealed class ScorePartsTests
{
    [Theory]
    [InlineData("paints", "painted")]
    [InlineData("running", "runs")]
    [InlineData("parties", "party")]
    [InlineData("boxes", "box")]
    [InlineData("tried", "tries")]
    [InlineData("making", "makes")]
    [InlineData("quickly", "quick")]
    public void Forms_of_a_word_have_one_stem(string one, string other) => Assert.Equal(Stems.Of(one), Stems.Of(other));

    [Theory]
    [InlineData("sing")]
    [InlineData("bus")]
    [InlineData("class")]
    [InlineData("red")]
    [InlineData("v2s")]
    [InlineData("naïves")]
    public void What_only_looks_like_an_ending_stays(string word) => Assert.Equal(word, Stems.Of(word));

    [Fact]
    public void An_identifier_is_its_parts_and_itself() => Assert.Equal(
        ["parse", "header", "parseheader", "in", "max", "line", "length", "maxlinelength", "ok"], MatchTerms.Words("parseHeader in max_line_length, OK"));

    [Fact]
    public void The_whole_identifier_weighs_more_than_its_words_apart()
    {
        var match = new LexicalIndex("fix parseHeader", ["call parseHeader first", "the header is what they parse", "nothing"]).Match();
        Assert.True(match[0] > match[1] && match[1] > match[2] && match[2] == 0);
    }

    [Fact]
    public void Stop_words_of_the_task_count_for_little_and_not_for_nothing()
    {
        var match = new LexicalIndex("what is the cache", ["what is the matter", "a cache", "other"]).Match();
        Assert.True(match[1] > match[0] && match[0] > 0);
    }

    [Fact]
    public void What_opens_a_session_counts_most_and_each_session_has_its_own()
    {
        var openings = Conversations.Openings([[2, 0, 3], [1]], 5);
        Assert.Equal([1.0 / 2, 1, 1, 1.0 / 3, 0], openings);
    }

    [Fact]
    public void A_neighbour_counts_by_its_distance()
    {
        var among = new LexicalIndex("cache", ["cache", "one", "two", "three", "four"]).MatchAmongNeighbours([[0, 1, 2, 3, 4]], [0.5, 0.25]);
        Assert.True(among[0] > among[1] && among[1] > among[2] && among[2] > 0);
        Assert.Equal([0, 0], among[3..]);
    }

    [Fact]
    public void Names_and_figures_have_more_substance_than_small_talk()
    {
        var index = new LexicalIndex("any", ["yes that is so", "that is so nice", "so that is it", "Kubernetes 1.31 upgrade"]);
        Assert.True(index.Substance(3) > index.Substance(0));
        Assert.InRange(index.Substance(3), 0, 1);
        Assert.Equal(0, new LexicalIndex("any", ["", "x"]).Substance(0));
    }

    [Theory]
    [InlineData("It works. It is fast!", 1)]
    [InlineData("Does it work? It does.", 0.5)]
    [InlineData("Why?", 0)]
    [InlineData("...", 0)]
    [InlineData("no mark", 1)]
    public void A_statement_is_what_does_not_ask(string text, double share) => Assert.Equal(share, Conversations.Statement(text));

    [Theory]
    [InlineData("Kim Lee: hello", "kim lee")]
    [InlineData("hello there", "")]
    [InlineData("(see: this)", "")]
    [InlineData("this is a very long line before the colon that comes: late", "")]
    public void A_speaker_is_who_stands_before_the_colon(string text, string speaker) => Assert.Equal(speaker, string.Join(' ', Conversations.Speaker(text)));

    [Theory]
    [InlineData("what happened on March 16, 2022?", 2022, 3, 16)]
    [InlineData("on 16 March 2022", 2022, 3, 16)]
    [InlineData("on the 2nd Jan", null, 1, 2)]
    [InlineData("since 2022-03-16", 2022, 3, 16)]
    [InlineData("in May", null, 5, null)]
    [InlineData("in 2022", 2022, null, null)]
    public void A_date_is_read_as_far_as_it_is_told(string task, int? year, int? month, int? day) => Assert.Equal(new DateMention(year, month, day), DateMention.In(task));

    [Theory]
    [InlineData("it may march on")]
    [InlineData("port 8080 and 12345")]
    [InlineData("")]
    public void What_is_no_date_is_none(string task) => Assert.Null(DateMention.In(task));

    [Fact]
    public void The_day_matches_and_the_days_after_it_less_and_less()
    {
        var mention = new DateMention(2022, 3, 16);
        double On(int day) => mention.Match(new DateTimeOffset(2022, 3, day, 12, 0, 0, TimeSpan.Zero));
        Assert.Equal([0, 1, 0.5], new[] { On(15), On(16), On(23) });
        Assert.True(On(17) > On(18));
        Assert.Equal(0, new DateMention(2022, 2, 31).Match(new DateTimeOffset(2022, 3, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.Equal(1, new DateMention(null, 12, null).Match(new DateTimeOffset(2022, 12, 24, 0, 0, 0, TimeSpan.Zero)));
        Assert.InRange(new DateMention(null, 12, null).Match(new DateTimeOffset(2023, 1, 3, 0, 0, 0, TimeSpan.Zero)), 0.7, 0.8);
        Assert.Equal(0.5, new DateMention(2022, null, null).Match(new DateTimeOffset(2022, 1, 3, 0, 0, 0, TimeSpan.Zero)));
    }
}
