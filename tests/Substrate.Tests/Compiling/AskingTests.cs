using Substrate.Compiling;
using Xunit;

namespace Substrate.Tests.Compiling;

public sealed class AskingTests
{
    [Theory]
    [InlineData("When did the build break?", true, false)]
    [InlineData("how long does it take", true, false)]
    [InlineData("how is it long?", false, false)]
    [InlineData("Who broke it, and when?", true, true)]
    [InlineData("which file is it", false, true)]
    [InlineData("fix the build", false, false)]
    [InlineData("", false, false)]
    public void Question_words_tell_what_is_asked_for(string task, bool when, bool name) => Assert.Equal(new Asking(when, name), Asking.Of(task));

    [Theory]
    [InlineData("it broke", 0)]
    [InlineData("it broke yesterday", 1.0 / 3)]
    [InlineData("on Friday, two weeks ago: not last month, this year", 1)]
    public void Words_of_time_count_up_to_three(string text, double times) => Assert.Equal(times, Tells(text).Times(0), 6);

    [Theory]
    [InlineData("We moved to Oslo", 1)]
    [InlineData("my tests pass", 1)]
    [InlineData("they moved", 0)]
    [InlineData("Williams", 0)]
    public void Firsthand_is_what_the_speaker_tells_of_their_own(string text, double firsthand) => Assert.Equal(firsthand, Tells(text).Firsthand(0));

    [Theory]
    [InlineData("Kim: We moved. They stayed! Why? Because", 0)]
    [InlineData("Kim: we met Lee in Oslo", 0.5)]
    [InlineData("the API and the CLI", 0)]
    [InlineData("see Anna, Berta, Carla, Dora and Emma", 1)]
    public void Names_are_words_with_a_capital_that_no_sentence_begins_with(string text, double names) => Assert.Equal(names, Asking.Names(text));

    private static Telling Tells(string text) => new(new LexicalIndex("any", [text]).Words);
}
