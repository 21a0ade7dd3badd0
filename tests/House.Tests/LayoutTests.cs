using House.Tests.Guards;
using House.Tests.Reading;
using Xunit;

namespace House.Tests;

public sealed class LayoutTests
{
    [Fact]
    public void A_service_has_its_four_doors_and_no_others() => Assert.Empty(LayoutGuard.Doors(Repository.Files));

    [Theory]
    [InlineData("services/Memory/Services/MemoryService.cs")]
    [InlineData("services/Memory/appsettings.json")]
    [InlineData("services/Memory/Features/Search/Deep/X.cs")]
    [InlineData("services/Memory/Features/X.cs")]
    [InlineData("services/Memory/Storage/Schema/first.sql")]
    [InlineData("services/Memory/Permissions.cs")]
    public void Another_door_is_found(string path) => Assert.NotEmpty(LayoutGuard.Doors([new(path, "")]));

    [Theory]
    [InlineData("services/Memory/MemoryModule.cs")]
    [InlineData("services/Memory/Domain/Scoring/Confidence.cs")]
    [InlineData("services/Memory/Features/Search/SearchMemories.cs")]
    [InlineData("services/Memory/Storage/Schema/0001_memory.up.sql")]
    [InlineData("services/Gateway/Permissions.cs")]
    public void The_four_doors_are_let_through(string path) => Assert.Empty(LayoutGuard.Doors([new(path, "")]));

    [Fact]
    public void No_service_lacks_a_door() => Assert.Empty(LayoutGuard.MissingDoors(Repository.Files.ToList()));

    [Fact]
    public void A_missing_door_is_found() =>
        Assert.Contains("services/Recorder/openapi.json is missing.", LayoutGuard.MissingDoors([new("services/Recorder/Program.cs", "")]));

    [Fact]
    public void A_program_is_a_table_of_contents() => Assert.Empty(LayoutGuard.LongPrograms(Repository.CSharp));

    [Fact]
    public void A_long_program_is_found() =>
        Assert.NotEmpty(LayoutGuard.LongPrograms([new("services/Memory/Program.cs", Lines(41))]));

    [Fact]
    public void A_program_of_forty_lines_is_let_through() =>
        Assert.Empty(LayoutGuard.LongPrograms([new("services/Memory/Program.cs", Lines(40))]));

    [Fact]
    public void A_slice_fits_on_a_page() => Assert.Empty(LayoutGuard.LongSlices(Repository.CSharp));

    [Fact]
    public void A_long_slice_is_found() =>
        Assert.NotEmpty(LayoutGuard.LongSlices([new("services/Memory/Features/Search/SearchMemories.cs", Lines(151))]));

    [Fact]
    public void Names_say_what_a_thing_knows() => Assert.Empty(WordGuard.NamesThatSayNothing(Repository.CSharp));

    [Theory]
    [InlineData("services/Memory/Domain/Helpers/X.cs", "")]
    [InlineData("services/Shared/X.cs", "")]
    [InlineData("services/Memory/Domain/StringExtensions.cs", "")]
    [InlineData("services/Memory/Domain/X.cs", "internal static class MemoryUtils;")]
    [InlineData("services/Memory/Domain/X.cs", "internal abstract class HandlerBase;")]
    public void A_name_that_says_nothing_is_found(string path, string code) => Assert.NotEmpty(WordGuard.NamesThatSayNothing([new(path, code)]));

    [Fact]
    public void Nothing_is_left_to_be_done_later() => Assert.Empty(WordGuard.Unfinished(Repository.Files));

    [Theory]
    [InlineData("// TO" + "DO: later")]
    [InlineData("/* FIX" + "ME */")]
    [InlineData("# HA" + "CK")]
    public void A_mark_of_unfinished_work_is_found(string text) => Assert.NotEmpty(WordGuard.Unfinished([new("web/src/x.ts", text)]));

    [Fact]
    public void No_code_hides_in_a_region() => Assert.Empty(WordGuard.Regions(Repository.CSharp));

    [Fact]
    public void A_region_is_found() => Assert.NotEmpty(WordGuard.Regions([new("services/Memory/X.cs", "  #" + "region Private")]));

    [Fact]
    public void No_test_sleeps() => Assert.Empty(WordGuard.SleepsInTests(Repository.CSharp));

    [Fact]
    public void A_sleeping_test_is_found() =>
        Assert.NotEmpty(WordGuard.SleepsInTests([new("tests/Memory.Tests/X.cs", "class X { void Y() => Thread.Sleep(1); }")]));

    private static string Lines(int count) => string.Concat(Enumerable.Repeat("// a line\n", count));
}
