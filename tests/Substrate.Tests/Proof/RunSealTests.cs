using System.Text.Json;
using Substrate.Json;
using Substrate.Proof;
using Xunit;

namespace Substrate.Tests.Proof;

public sealed class RunSealTests
{
    private static readonly Guid Run = Guid.Parse("01980000-0000-7000-8000-000000000001");

    [Theory]
    [InlineData(null)]
    [InlineData("a.b.c")]
    public void A_seal_is_written_in_canonical_form_and_read_back_as_it_was(string? previous)
    {
        var rows = new Dictionary<string, IReadOnlyList<StoredRow>>
        {
            ["runs"] = [Row("""{"task":"Tränen \"lachen\" 😀\u0001","reward":0.50,"org_id":"x","gone":null,"redaction_version":"2","config":{"b":1,"a":[1,2,3],"long":"0123456789012345678901234567890123456789012345678901234567890123456789"}}""")],
            ["run_links"] = [],
            ["run_sources"] = [Row("""{"b":1,"a":"x"}"""), Row("{}")],
        };

        var seal = RunSeal.Write(Run, 3, 12, new string('c', 64), new string('d', 64), previous, rows);

        using var parsed = JsonDocument.Parse(seal);
        Assert.Equal(CanonicalJson.WriteUtf8(parsed.RootElement), seal);
        var read = RunSeal.Read(seal)!;
        Assert.Equal((Run, 3, 12, previous is null), (read.Run, read.Revision, read.Steps, read.Previous is null));
        Assert.Null(read.FirstDifference(rows));
        Assert.Equal(["run_sources", "runs"], read.Rows.EnumerateObject().Select(table => table.Name));
        Assert.Equal("0.50", read.Rows.GetProperty("runs")[0].GetProperty("reward").GetString());
        Assert.StartsWith("sha256:", read.Rows.GetProperty("runs")[0].GetProperty("config").GetString(), StringComparison.Ordinal);
        Assert.False(read.Rows.GetProperty("runs")[0].TryGetProperty("redaction_version", out _));
    }

    [Fact]
    public void The_seal_of_annotations_and_the_header_of_a_signature_are_in_canonical_form_too()
    {
        var seal = AnnotationSeal.Write(Run, 2, new string('e', 64), new Dictionary<string, string> { ["redaction_version"] = "\"2+email\"", ["b"] = "1" });
        var header = ProofSignature.Header("key-1", ProofSignature.SealType, new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));

        foreach (var written in new[] { seal, header })
        {
            using var parsed = JsonDocument.Parse(written);
            Assert.Equal(CanonicalJson.WriteUtf8(parsed.RootElement), written);
        }

        var read = AnnotationSeal.Read(seal)!;
        Assert.Equal((Run, 2, "\"2+email\""), (read.Run, read.Count, read.Marks["redaction_version"]));
        Assert.Equal("""{"alg":"ES256","iat":1767323045,"kid":"key-1","typ":"ctx-run-seal"}""", System.Text.Encoding.UTF8.GetString(header));
    }

    private static StoredRow Row(string json) => StoredRow.Read(StoredRow.Parse(json));
}
