using Context.Storage;
using Xunit;

namespace Context.Tests.Storage;

public sealed class PackedTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("ünïcode 数 \U0001F600")]
    public void A_text_comes_back_as_it_was(string text)
    {
        Assert.Equal(text, PackedText.UnpackText(PackedText.Pack(text)));
        var longer = string.Concat(Enumerable.Repeat(text + "\n", 5_000));
        Assert.Equal(longer, PackedText.UnpackText(PackedText.Pack(longer)));
    }

    [Fact]
    public void A_text_that_comes_twice_far_apart_is_stored_about_once()
    {
        var random = new Random(1);
        var noise = new string([.. Enumerable.Range(0, 200_000).Select(_ => (char)random.Next('a', 'z'))]);
        Assert.True(PackedText.Pack(noise + noise).Length < PackedText.Pack(noise).Length * 1.1);
    }

    [Fact]
    public void Bytes_that_were_never_packed_are_refused() => Assert.Throws<InvalidDataException>(() => PackedText.Unpack([7, 1, 2]));

    internal static byte[] Packed(string text) => PackedText.Pack(text);
}
