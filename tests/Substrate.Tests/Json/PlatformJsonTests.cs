using System.Text.Json;
using Substrate.Json;
using Xunit;

namespace Substrate.Tests.Json;

public sealed class PlatformJsonTests
{
    private sealed record View(string? Needed, string? Optional = null);

    private sealed record Message
    {
        public required string? Needed { get; init; }
        public string? Optional { get; init; }
    }

    [Fact]
    public void A_null_is_written_where_a_reader_requires_the_member_and_left_out_elsewhere()
    {
        Assert.Equal("""{"needed":null}""", JsonSerializer.Serialize(new View(null), PlatformJson.Options));
        Assert.Equal("""{"needed":null}""", JsonSerializer.Serialize(new Message { Needed = null }, PlatformJson.Options));
    }

    [Fact]
    public void What_is_written_with_nulls_can_be_read_back()
    {
        Assert.Equal(new View(null), JsonSerializer.Deserialize<View>(JsonSerializer.Serialize(new View(null), PlatformJson.Options), PlatformJson.Strict));
        Assert.Null(JsonSerializer.Deserialize<Message>(JsonSerializer.Serialize(new Message { Needed = null }, PlatformJson.Options), PlatformJson.Options)!.Needed);
    }
}
