using Harness;
using Substrate.Policies;
using Xunit;

namespace Recorder.Tests.Storage;

public sealed class WallTests(ModuleHost<RecorderModule> host) : IClassFixture<ModuleHost<RecorderModule>>
{
    [Fact]
    public async Task No_table_shows_or_gives_anything_to_another_organisation()
    {
        var client = new RecorderClient(host.As(CallerRole.Member));
        await client.Import(Samples.Bytes(Samples.Lines(Samples.ClaudeTree())), "one.jsonl");

        var proven = await RlsProof.Holds(host.Platform, "recorder");

        foreach (var table in new[] { "runs", "steps", "blobs", "payload_redactions", "run_sources", "run_links", "imports", "import_chunks", "run_annotations", "provenance_nodes", "provenance_edges" })
        {
            Assert.Contains(table, proven);
        }
    }

    [Fact]
    public Task The_committed_description_of_the_API_is_what_is_served() => OpenApiProof.Holds(host.Platform, "recorder");
}
