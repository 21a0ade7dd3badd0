using Substrate.Words;
using Xunit;

namespace Substrate.Tests.Words;

public sealed class WordVectorsTests
{
    [Theory]
    [InlineData("dog", "puppy", "invoice")]
    [InlineData("error", "failure", "lake")]
    [InlineData("database", "sql", "camping")]
    [InlineData("happy", "glad", "server")]
    public void A_word_is_nearer_to_one_of_like_meaning_than_to_another(string word, string alike, string other) => Assert.True(Likeness(word, alike) > Likeness(word, other) + 0.2);

    [Fact]
    public void A_word_that_is_not_in_the_table_is_the_sum_of_its_pieces()
    {
        var whole = new short[WordVectors.Shared.Dimensions];
        Assert.Equal(4, WordVectors.Shared.Add("kubectl", whole));
        Assert.Contains(whole, number => number != 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("日本")]
    [InlineData("naïveté")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_word_without_a_vector_has_none(string word)
    {
        var vector = new short[WordVectors.Shared.Dimensions];
        Assert.Equal(0, WordVectors.Shared.Add(word, vector));
        Assert.All(vector, number => Assert.Equal(0, number));
    }

    [Fact]
    public void Sums_do_not_depend_on_how_many_numbers_are_added_at_once()
    {
        short[] a = [.. Enumerable.Range(0, 101).Select(i => (short)((i * 7 % 15) - 7))], b = [.. Enumerable.Range(0, 101).Select(i => (short)((i * 11 % 15) - 7))];
        Assert.Equal(a.Zip(b).Sum(pair => pair.First * pair.Second), Vectors.Dot(a, b));
        float[] to = [.. a.Select(x => x / 3f)], from = [.. b.Select(x => x / 7f)];
        var expected = to.Zip(from).Select(pair => pair.First + (pair.Second * 0.175f)).ToArray();
        Vectors.Add(to, from, 0.175f);
        Assert.Equal(expected, to);
    }

    private static double Likeness(string one, string other)
    {
        short[] a = new short[WordVectors.Shared.Dimensions], b = new short[WordVectors.Shared.Dimensions];
        Assert.True(WordVectors.Shared.Add(one, a) > 0 && WordVectors.Shared.Add(other, b) > 0);
        return Vectors.Dot(a, b) / Math.Sqrt((double)Vectors.Dot(a, a) * Vectors.Dot(b, b));
    }
}
