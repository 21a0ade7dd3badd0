using ServiceDefaults.Http;
using Xunit;

namespace ServiceDefaults.Tests.Http;

public sealed class CursorTests
{
    [Fact]
    public void A_cursor_gives_back_what_went_in()
    {
        var (at, id) = (new DateTimeOffset(2026, 1, 31, 12, 0, 0, 123, TimeSpan.FromHours(2)).AddTicks(4567), Guid.CreateVersion7());
        Assert.True(Cursor.TryDecode(Cursor.Encode(at, id), out var time, out var guid));
        Assert.Equal((at, id), (time, guid));
        foreach (var number in new[] { 0L, 1, -1, long.MaxValue, long.MinValue })
        {
            Assert.True(Cursor.TryDecode(Cursor.Encode(number), out var back));
            Assert.Equal(number, back);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("AAAAAAAAAAA=")]
    [InlineData("AAAAAAAAAA ")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Nonsense_is_no_cursor(string? text)
    {
        Assert.False(Cursor.TryDecode(text, out _, out _));
        Assert.False(Cursor.TryDecode(text, out _));
    }

    [Fact]
    public void A_cursor_of_one_kind_is_none_of_the_other()
    {
        Assert.False(Cursor.TryDecode(Cursor.Encode(7), out _, out _));
        Assert.False(Cursor.TryDecode(Cursor.Encode(DateTimeOffset.UnixEpoch, Guid.Empty), out _));
    }
}
