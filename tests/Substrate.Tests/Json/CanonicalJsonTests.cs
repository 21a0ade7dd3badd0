using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Substrate.Json;
using Xunit;

namespace Substrate.Tests.Json;

public sealed class CanonicalJsonTests
{
    private static string Canon(string json)
    {
        using var document = JsonDocument.Parse(json);
        return CanonicalJson.Write(document.RootElement);
    }

    /// <summary>RFC 8785, appendix B (IEEE 754 bits → text).</summary>
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void Numbers_are_written_as_the_RFC_says(ulong bits, string expected)
    {
        var value = BitConverter.UInt64BitsToDouble(bits);
        Assert.Equal(expected, Canon(value.ToString("R")));
    }

    [Theory]
    [InlineData("1.0", "1")]
    [InlineData("100", "100")]
    [InlineData("-0.0", "0")]
    [InlineData("1e3", "1000")]
    [InlineData("1E-2", "0.01")]
    [InlineData("123456789012345678", "123456789012345680")]
    [InlineData("0.1", "0.1")]
    [InlineData("1e21", "1e+21")]
    [InlineData("12e-8", "1.2e-7")]
    [InlineData(" [ 1 , 2.50 ] ", "[1,2.5]")]
    [InlineData("{}", "{}")]
    [InlineData("[]", "[]")]
    [InlineData("{\"b\":1,\"a\":{\"d\":null,\"c\":[true,false]}}", "{\"a\":{\"c\":[true,false],\"d\":null},\"b\":1}")]
    [InlineData("{\"10\":1,\"2\":2,\"\":3,\"A\":4,\"a\":5}", "{\"\":3,\"10\":1,\"2\":2,\"A\":4,\"a\":5}")]
    [InlineData("\"\\u0041\\/\\u00e9\\u20ac\"", "\"A/é€\"")]
    [InlineData("\"\\u0000\\u001f\\u007f\\b\\t\\n\\f\\r\\\"\\\\\"", "\"\\u0000\\u001f\u007f\\b\\t\\n\\f\\r\\\"\\\\\"")]
    public void Values_are_written_in_their_one_form(string json, string expected) => Assert.Equal(expected, Canon(json));

    [Fact]
    public void Members_are_sorted_by_UTF_16_units_not_by_code_points() =>
        Assert.Equal("{\"\U0001F600\":1,\"\uFB33\":2}", Canon("{\"\uFB33\":2,\"\U0001F600\":1}"));

    [Fact]
    public void Writing_the_canonical_text_again_changes_nothing()
    {
        var once = Canon("{\"z\":[1e-7,\"\\u2028\",{\"y\":0.30000000000000004}],\"é\":\"\\uD83D\\uDE00\"}");
        Assert.Equal(once, Canon(once));
    }

    [Fact]
    public void A_duplicate_member_is_refused_by_its_name()
    {
        var error = Assert.Throws<CanonicalJsonException>(() => Canon("{\"a\":1,\"b\":{\"twice\":1,\"x\":2,\"twi\\u0063e\":3}}"));
        Assert.Contains("\"twice\"", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"\\ud83d\"")]
    [InlineData("[\"\\ude00 x\"]")]
    [InlineData("{\"\\ud83d\":1}")]
    public void Half_of_a_surrogate_pair_is_refused(string json) =>
        Assert.Contains("surrogate", Assert.Throws<CanonicalJsonException>(() => Canon(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_number_beyond_a_double_is_refused() =>
        Assert.Contains("1e400", Assert.Throws<CanonicalJsonException>(() => Canon("[1e400]")).Message, StringComparison.Ordinal);

    [Fact]
    public void Values_go_through_the_platforms_dialect() =>
        Assert.Equal("{\"model\":\"m\",\"replayable\":\"reply_only\"}",
            CanonicalJson.WriteValue(new Sample(Substrate.Trace.Replayable.ReplyOnly, "m")));

    private sealed record Sample(Substrate.Trace.Replayable Replayable, string Model, string? Absent = null);

    /// <summary>The published vectors, when they lie beside the checkout.</summary>
    [Fact]
    public void The_published_vectors_hold()
    {
        var archive = Ancestors().Select(folder => Path.Combine(folder, "shared", "data", "jcs.tar.gz")).FirstOrDefault(File.Exists);
        if (archive is null) return;
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using var tar = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null) continue;
            using var copy = new MemoryStream();
            entry.DataStream.CopyTo(copy);
            files[entry.Name] = copy.ToArray();
        }
        var inputs = files.Where(file => file.Key.Contains("/input/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(inputs);
        Assert.All(inputs, input =>
        {
            var expected = files[input.Key.Replace("/input/", "/output/", StringComparison.Ordinal)];
            Assert.Equal(Encoding.UTF8.GetString(expected).TrimEnd('\n'), Canon(Encoding.UTF8.GetString(input.Value)));
        });
    }

    private static IEnumerable<string> Ancestors()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent) yield return folder.FullName;
    }
}
