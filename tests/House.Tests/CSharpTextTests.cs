using House.Tests.Reading;
using Xunit;

namespace House.Tests;

public sealed class CSharpTextTests
{
    [Theory]
    [InlineData("a // Random.Shared\nb", "a                 \nb")]
    [InlineData("a /* x\ny */ b", "a     \n     b")]
    [InlineData("f(\"MassTransit\")", "f(             )")]
    [InlineData("f(@\"a\"\"b\")", "f(       )")]
    [InlineData("f($\"{x[\"k\"]} y\")z", "f(             )z")]
    [InlineData("f($\"{{a}}\")z", "f(        )z")]
    [InlineData("c = '\"'; d", "c =    ; d")]
    [InlineData("c = '\\''; d", "c =     ; d")]
    [InlineData("f(\"a\\\"b\"); g", "f(      ); g")]
    public void Only_code_is_left(string text, string code) => Assert.Equal(code, CSharpText.WithoutCommentsAndLiterals(text));

    [Fact]
    public void A_raw_string_is_not_code() =>
        Assert.Equal("x =          ; y", CSharpText.WithoutCommentsAndLiterals("x = \"\"\"a\"b\"\"\"; y").Replace("\n", "", StringComparison.Ordinal));
}
