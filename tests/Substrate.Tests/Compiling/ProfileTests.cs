using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Substrate.Compiling;
using Substrate.Json;
using Xunit;

namespace Substrate.Tests.Compiling;

public sealed class ProfileTests
{
    private static readonly ProfileSettings Built = ProfileSettings.Of(CompileProfile.Default);

    [Fact]
    public void The_built_in_profile_is_a_good_one_and_survives_being_written_and_read()
    {
        Assert.Null(ProfileRules.FirstFault(Built));
        var read = JsonSerializer.Deserialize<ProfileSettings>(JsonSerializer.Serialize(Built, PlatformJson.Options), PlatformJson.Strict)!;
        Assert.Empty(ProfileFields.Between(Built, read));
        Assert.Equal(JsonSerializer.Serialize(CompileProfile.Default, PlatformJson.Options), JsonSerializer.Serialize(read.Named("default", CompileProfile.Default.Version), PlatformJson.Options));
    }

    [Fact]
    public void A_document_from_before_a_field_was_added_is_read_and_the_part_does_not_count()
    {
        var document = JsonSerializer.SerializeToNode(Built, PlatformJson.Options)!.AsObject();
        string[] added = ["answers", "meaning", "meaningNeighbours", "theme", "firsthand", "times", "names", "opening", "semantic"];
        foreach (var field in added) document["messageWeights"]!.AsObject().Remove(field);
        document["weights"]!.AsObject().Remove("semantic");
        document.Remove("steps");
        var read = document.Deserialize<ProfileSettings>(PlatformJson.Options)!;
        Assert.Null(ProfileRules.FirstFault(read));
        Assert.Equal(StepWeights.Default, read.Steps);
        var fields = ProfileFields.Of(read);
        Assert.All([.. added.Select(field => $"messageWeights.{field}"), "weights.semantic"], path => Assert.Equal(0, fields[path]!.GetValue<double>()));
    }

    public static TheoryData<string, string> Faults => new()
    {
        { "weights.lexical", "-0.1" }, { "weights.semantic", "-1" }, { "messageWeights.theme", "101" }, { "messageWeights.semantic", "1e999" }, { "steps.wholeShare", "1.1" }, { "steps.halfLife", "0" }, { "weights.trust", "1e999" }, { "messageWeights.session", "101" }, { "memoryFloor", "1.5" }, { "minConfidence", "-1" },
        { "duplicateSimilarity", "0" }, { "halfLifeDays.file", "0" }, { "halfLifeDays.instruction", "-3" }, { "neighbourShares", "[0.5, 2]" },
        { "lanes.memory.reservedShare", "0.9" }, { "lanes.file.heading", "\"two\\nlines\"" }, { "lanes.task.kinds", "[]" }, { "lanes.memory.system", "true" }, { "schemaVersion", "2" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_number_out_of_bounds_is_named_by_its_path(string path, string json)
    {
        var (settings, fault) = ProfileFields.With(Built, new Dictionary<string, JsonElement> { [path] = JsonElement.Parse(json) });
        Assert.Null(fault);
        fault = ProfileRules.FirstFault(settings!);
        Assert.NotNull(fault);
        Assert.StartsWith(path.StartsWith("lanes.memory.reserved", StringComparison.Ordinal) || path.EndsWith("task.kinds", StringComparison.Ordinal) ? "lanes" : path, fault.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_weight_there_is_has_its_bounds()
    {
        var weights = ProfileFields.Of(Built).Keys.Where(path => path.StartsWith("weights.", StringComparison.Ordinal) || path.StartsWith("messageWeights.", StringComparison.Ordinal)).ToList();
        Assert.True(weights.Count > 20);
        Assert.All(weights, path => Assert.Equal(path, ProfileRules.FirstFault(ProfileFields.With(Built, new Dictionary<string, JsonElement> { [path] = JsonElement.Parse("-0.01") }).Settings!)?.Path));
    }

    [Theory]
    [InlineData("weights.luck", "1")]
    [InlineData("lanes", "[]")]
    [InlineData("lanes.attic.order", "\"chronological\"")]
    [InlineData("halfLifeDays.dream", "1")]
    [InlineData("weights.lexical", "\"much\"")]
    [InlineData("memoryFloor", "null")]
    [InlineData("lanes.memory.order", "\"sideways\"")]
    public void A_change_that_fits_no_field_is_refused_by_its_path(string path, string json)
    {
        var (settings, fault) = ProfileFields.With(Built, new Dictionary<string, JsonElement> { [path] = JsonElement.Parse(json) });
        Assert.Null(settings);
        Assert.Equal(path, fault!.Path);
    }

    [Fact]
    public void All_weights_at_nothing_is_a_fault()
    {
        var none = Built with { Weights = new(0, 0, 0, 0, 0) };
        Assert.Equal("weights", ProfileRules.FirstFault(none)!.Path);
    }

    [Fact]
    public void Not_a_number_is_a_fault()
    {
        Assert.Equal("memoryFloor", ProfileRules.FirstFault(Built with { MemoryFloor = double.NaN })!.Path);
        Assert.Equal("weights.recency", ProfileRules.FirstFault(Built with { Weights = Built.Weights with { Recency = double.PositiveInfinity } })!.Path);
    }

    [Fact]
    public void A_kind_without_a_lane_is_a_fault()
    {
        var without = Built with { Lanes = [.. Built.Lanes.Where(lane => lane.Name != "memory")] };
        Assert.Contains("memory", ProfileRules.FirstFault(without)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_differs_is_exactly_what_was_changed() => Prop.ForAll(
        (from lexical in Gen.Choose(0, 100) from floor in Gen.Choose(0, 100) from days in Gen.Choose(1, 400) select (lexical, floor, days)).ToArbitrary(), drawn =>
        {
            var (lexical, floor, days) = drawn;
            var changes = new Dictionary<string, JsonElement>
            {
                ["weights.lexical"] = Number(lexical / 100.0), ["memoryFloor"] = Number(floor / 100.0), ["halfLifeDays.instruction"] = Number(days),
                ["lanes.memory.note"] = JsonElement.Parse($"\"Note {days}\""),
            };
            var (settings, _) = ProfileFields.With(Built, changes);
            var differ = ProfileFields.Between(Built, settings!);
            var back = ProfileFields.Between(settings!, Built);
            var expected = changes.Where(change => !(ProfileFields.Of(Built).TryGetValue(change.Key, out var now) && now is not null && JsonElement.DeepEquals(JsonElement.Parse(now.ToJsonString()), change.Value)))
                .Select(change => change.Key).Order(StringComparer.Ordinal);
            return differ.Select(change => change.Path).SequenceEqual(expected)
                && back.Select(change => (change.Path, change.To?.ToJsonString())).SequenceEqual(differ.Select(change => (change.Path, change.From?.ToJsonString())));
        }).QuickCheckThrowOnFailure();

    private static JsonElement Number(double value) => JsonElement.Parse(value.ToString("R", CultureInfo.InvariantCulture));
}
