using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Contracts;
using Contracts.Context;
using Contracts.Recorder;
using Harness;
using Recorder.Domain.Importing;
using Recorder.Features.Import;
using ServiceDefaults.Hosting;
using Substrate.Json;
using Substrate.Policies;
using Substrate.Proof;
using Xunit;
using static Recorder.Tests.RecorderClient;

namespace Recorder.Tests.Features;

/// <summary>A recorder whose context service is not there.</summary>
public sealed class LonelyRecorder : PlatformFixture
{
    protected override IReadOnlyList<IServiceModule> Modules { get; } = [new RecorderModule()];

    protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?> { ["services:context:http:0"] = "http://127.0.0.1:1" };
}

public sealed class BundleTests(LonelyRecorder host) : IClassFixture<LonelyRecorder>
{
    private readonly RecorderClient client = new(host.As(CallerRole.Member));

    [Fact]
    public async Task The_same_content_gives_the_same_bytes_and_its_own_keys_verify_it()
    {
        var run = await Record();

        var (first, second) = (await Export(run), await Export(run));
        var report = BundleVerifier.Verify(new MemoryStream(first), await Keys());

        Assert.Equal(first, second);
        Assert.Empty(report.Faults);
        Assert.Equal((true, BundleTrust.Trusted, run, 4), (report.Ok, report.Trust, report.Runs[0].Id, report.Runs[0].Steps));
        Assert.Equal(["run.json", "steps.jsonl", "annotations.jsonl", "seals.json", "links.json"], Members(first).Select(m => m.Name).Take(5));
        Assert.Equal(["manifest.json", "manifest.jws"], Members(first).Select(m => m.Name).TakeLast(2));
    }

    [Fact]
    public async Task Without_a_trusted_key_a_bundle_is_whole_at_most()
    {
        var bundle = await Export(await Record());

        var none = BundleVerifier.Verify(new MemoryStream(bundle), null);
        var others = BundleVerifier.Verify(new MemoryStream(bundle), []);

        Assert.Equal((false, true, BundleTrust.Unchecked), (none.Ok, none.Whole, none.Trust));
        Assert.NotNull(none.Kid);
        Assert.Equal((false, BundleTrust.Refused, none.Kid), (others.Ok, others.Trust, others.Kid));
        Assert.Contains(others.Faults, fault => fault.Where == "manifest.jws" && fault.Reason.Contains(none.Kid, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whatever_byte_of_a_member_is_flipped_is_found_in_that_member()
    {
        var bundle = await Export(await Record());
        var keys = await Keys();
        var random = new Random(1);
        foreach (var (name, content) in Members(bundle).Where(m => m.Content.Length > 0))
        {
            foreach (var at in Enumerable.Range(0, 6).Select(_ => random.Next(content.Length)).Append(0).Append(content.Length - 1))
            {
                var changed = content.ToArray();
                changed[at] ^= (byte)(1 << random.Next(7));
                var report = BundleVerifier.Verify(new MemoryStream(Pack(Members(bundle).Select(m => m.Name == name ? (name, changed) : m))), keys);
                Assert.False(report.Ok, $"{name} at {at}");
                Assert.Contains(report.Faults, fault => fault.Where == name);
            }
        }
    }

    [Fact]
    public async Task A_changed_step_is_named_by_its_number_also_when_nobody_signed()
    {
        var bundle = await Export(await Record());
        var changed = Members(bundle).Select(m => m.Name == "steps.jsonl" ? (m.Name, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(m.Content).Replace("\"exit_code\":1", "\"exit_code\":0", StringComparison.Ordinal))) : m);

        var report = BundleVerifier.Verify(new MemoryStream(Pack(changed)), null);

        Assert.Contains(report.Faults, fault => fault is { Where: "steps.jsonl", Seq: 2 });
        var outcome = Members(bundle).Select(m => m.Name == "run.json" ? (m.Name, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(m.Content).Replace("\"succeeded\"", "\"failed\"", StringComparison.Ordinal))) : m);
        Assert.Contains(BundleVerifier.Verify(new MemoryStream(Pack(outcome)), null).Faults, fault => fault is { Where: "run.json", Field: "outcome" });
    }

    [Fact]
    public async Task Whatever_byte_of_the_file_is_flipped_is_found_or_changes_nothing_that_it_holds()
    {
        var bundle = await Export(await Record());
        var (keys, members) = (await Keys(), Members(bundle));
        var random = new Random(2);
        for (var i = 0; i < 600; i++)
        {
            var changed = bundle.ToArray();
            // Half of them where the zip keeps its own books.
            var at = i % 2 == 0 ? random.Next(bundle.Length) : bundle.Length - 1 - random.Next(Math.Min(bundle.Length, 1500));
            changed[at] ^= (byte)(1 << random.Next(8));
            if (BundleVerifier.Verify(new MemoryStream(changed), keys).Ok)
            {
                Assert.Equal(members.Select(m => (m.Name, Convert.ToHexString(m.Content))), Members(changed).Select(m => (m.Name, Convert.ToHexString(m.Content))));
            }
        }
    }

    [Fact]
    public async Task What_is_no_bundle_or_not_all_of_one_has_a_clear_answer()
    {
        var bundle = await Export(await Record());
        var (keys, members) = (await Keys(), Members(bundle));

        Refused([], "", "not a zip");
        Refused(Encoding.UTF8.GetBytes("hello"), "", "not a zip");
        Refused(bundle[..(bundle.Length / 2)], "", "breaks off");
        Refused(Pack([("a.txt", [1])]), "manifest.json", "missing");
        Refused(Pack([.. members, ("blobs/extra", [1])]), "blobs/extra", "added");
        Refused(Pack([.. members, members[0]]), "run.json", "twice");
        Refused(Pack([.. members, ("../../etc/passwd", [1])]), "../../etc/passwd", "such a name");
        Refused(Pack([.. members, ("/tmp/x", [1])]), "/tmp/x", "such a name");
        Refused(Pack(members.Where(m => m.Name != "steps.jsonl")), "steps.jsonl", "missing");
        Refused(Pack(members.Where(m => m.Name != "manifest.jws")), "manifest.jws", "missing");
        Refused(Pack(members.Select(m => m.Name == "steps.jsonl" ? (m.Name, new byte[50_000_000]) : m)), "steps.jsonl", "longer than");

        void Refused(byte[] file, string member, string reason)
        {
            var report = BundleVerifier.Verify(new MemoryStream(file), keys);
            Assert.False(report.Ok);
            Assert.Contains(report.Faults, fault => fault.Where == member && fault.Reason.Contains(reason, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Another_organisation_of_the_installation_takes_it_in_with_everything_it_had()
    {
        var run = await Record();
        var bundle = await Export(run);
        var other = new RecorderClient(host.As(CallerRole.Member, Guid.CreateVersion7()));

        var (_, first) = await other.Import(bundle, "run.zip");
        var (_, again) = await other.Import(bundle, "run.zip");

        Assert.Empty(first.Failed);
        Assert.Equal((1, 0, 4), (first.Imported, first.Unchanged, first.Steps));
        Assert.Equal((0, 1), (again.Imported, again.Unchanged));
        var (mine, theirs) = (await client.Get(run), await other.Get(run));
        Assert.Equal(JsonSerializer.Serialize(mine, PlatformJson.Options), JsonSerializer.Serialize(theirs, PlatformJson.Options));
        Assert.Equal((await client.Steps(run)).Select(s => s.Preview), (await other.Steps(run)).Select(s => s.Preview));
        var verified = await other.Verify(run);
        Assert.True(verified.Ok, string.Join('\n', verified.Checks.Select(c => c.Fault)));
        var exported = await (await other.Http.GetAsync($"v2/runs/{run}/bundle")).Content.ReadAsByteArrayAsync();
        Assert.Equal(Members(bundle).SkipLast(1).Select(m => (m.Name, Convert.ToHexString(m.Content))), Members(exported).SkipLast(1).Select(m => (m.Name, Convert.ToHexString(m.Content))));
    }

    [Fact]
    public async Task A_foreign_key_is_refused_by_name_until_an_admin_trusts_it()
    {
        var run = await Record();
        var bundle = await Export(run);
        await using var elsewhere = await TestPlatform.StartAsync([new RecorderModule()]);
        var there = new RecorderClient(elsewhere.As(CallerRole.Member));
        var admin = elsewhere.As(CallerRole.Admin);
        var key = JsonDocument.Parse(await client.Http.GetStringAsync(".well-known/jwks.json")).RootElement.GetProperty("keys")[0];
        var kid = key.GetProperty("kid").GetString()!;

        Assert.Contains(kid, Assert.Single((await there.Import(bundle, "run.zip")).Result.Failed).Reason, StringComparison.Ordinal);
        await Ok<TrustedKeyView>(await admin.PostAsJsonAsync("v2/proof/trusted-keys", new TrustKey("the other one", key), PlatformJson.Options), HttpStatusCode.Created);
        Assert.Equal("key_known", (await Refused(await admin.PostAsJsonAsync("v2/proof/trusted-keys", new TrustKey("again", key), PlatformJson.Options), HttpStatusCode.Conflict)).Code);
        Assert.Equal(1, (await there.Import(bundle, "run.zip")).Result.Imported);
        Assert.True((await there.Verify(run)).Ok);

        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"v2/proof/trusted-keys/{kid}")).StatusCode);
        Assert.Equal("key_not_found", (await Refused(await admin.DeleteAsync($"v2/proof/trusted-keys/{kid}"), HttpStatusCode.NotFound)).Code);
        var fault = Assert.Single((await there.Verify(run)).Checks, check => check.Part == ProofPart.Signature).Fault;
        Assert.Contains(kid, fault!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_altered_bundle_is_not_imported_and_leaves_nothing()
    {
        var run = await Record();
        var changed = Pack(Members(await Export(run)).Select(m => m.Name == "steps.jsonl" ? (m.Name, [.. m.Content, (byte)'\n']) : m));
        var other = new RecorderClient(host.As(CallerRole.Member, Guid.CreateVersion7()));

        var failure = Assert.Single((await other.Import(changed, "run.zip")).Result.Failed);

        Assert.Contains("steps.jsonl", failure.Reason, StringComparison.Ordinal);
        Assert.Empty(await other.All());
    }

    [Fact]
    public async Task Only_a_sealed_run_that_is_what_was_sealed_is_exported_and_only_whole()
    {
        var open = await client.Begin();
        Assert.Equal("run_open", (await Refused(await client.Http.GetAsync($"v2/runs/{open.Id}/bundle"), HttpStatusCode.Conflict)).Code);
        Assert.Equal("run_not_found", (await Refused(await client.Http.GetAsync($"v2/runs/{Guid.NewGuid()}/bundle"), HttpStatusCode.NotFound)).Code);

        var altered = await Record();
        await host.Platform.ExecuteAsync("recorder", "UPDATE runs SET outcome = 'failed' WHERE id = $1", altered);
        Assert.Equal("run_broken", (await Refused(await client.Http.GetAsync($"v2/runs/{altered}/bundle"), HttpStatusCode.Conflict)).Code);

        var compiled = await Record();
        await host.Platform.DeliverAsync("recorder", new ContextCompiled { CompileId = Guid.NewGuid(), RunId = compiled, Task = "t", OutputHash = "h", UsedTokens = 5, Memories = [], At = DateTimeOffset.UnixEpoch });
        await Eventually.Holds(async () => (await client.Annotations(compiled)).Items.Count == 1, "the compile is noted");
        Assert.Equal("context_unreachable", (await Refused(await client.Http.GetAsync($"v2/runs/{compiled}/bundle"), HttpStatusCode.ServiceUnavailable)).Code);
    }

    [Fact]
    public void A_secret_in_a_bundle_is_found_with_its_place()
    {
        var id = Guid.NewGuid();
        byte[] payload = Encoding.UTF8.GetBytes("use ghp_0123456789abcdefghijABCDEFGHIJ012345");
        var run = Encoding.UTF8.GetBytes($$"""{"runs":[{"id":"{{id}}","task":"t"}]}""");
        var seals = Encoding.UTF8.GetBytes("""{"annotations":null,"seals":[]}""");
        var file = Pack([("run.json", run), ("seals.json", seals), ("blobs/aa", payload)]);
        using var bundle = BundleArchive.Open(new MemoryStream(file));

        var contents = new BundleContents(bundle, new BundleManifest([new BundledRun(id, 1, 0, "")], [new BundleMember("run.json", run.Length, ""), new BundleMember("seals.json", seals.Length, ""), new BundleMember("blobs/aa", payload.Length, "")]));

        Assert.Equal("blobs/aa", contents.FirstSecret()!.Value.Where);
    }

    [Fact]
    public async Task A_key_is_changed_by_owners_only_and_what_the_earlier_one_signed_still_verifies()
    {
        var run = await Record();
        Assert.Equal("role_too_low", (await Refused(await host.As(CallerRole.Admin).PostAsync("v2/proof/keys/rotate", null), HttpStatusCode.Forbidden)).Code);

        var before = (await Ok<JwkSetView>(await client.Http.GetAsync(".well-known/jwks.json"))).Keys;
        var after = (await Ok<JwkSetView>(await host.As(CallerRole.Owner).PostAsync("v2/proof/keys/rotate", null))).Keys;
        var later = await Record();

        Assert.Equal(before.Count + 1, after.Count);
        Assert.Null(after[0].Exp);
        Assert.NotNull(after[1].Exp);
        Assert.Equal((true, before[0].Kid), ((await client.Verify(run)).Ok, (await client.Verify(run)).Seal!.Kid));
        Assert.Equal((true, after[0].Kid), ((await client.Verify(later)).Ok, (await client.Verify(later)).Seal!.Kid));
    }

    [Fact]
    public async Task A_step_is_proven_to_stand_in_the_seal()
    {
        var run = await Record();

        var proof = await Ok<InclusionProof>(await client.Http.GetAsync($"v2/runs/{run}/proof?seq=2"));

        Assert.Equal((await client.Steps(run))[2].ContentHash, proof.Leaf);
        Assert.True(MerkleTree.Includes(
            Convert.FromHexString(proof.Root), proof.Size, proof.Seq, MerkleTree.Leaf(Convert.FromHexString(proof.Leaf)), [.. proof.Path.Select(Convert.FromHexString)]));
        var seal = ProofSignature.Check(proof.Seal, ProofSignature.SealType, await Keys());
        Assert.Equal((null, proof.Root), (seal.Fault, RunSeal.Read(seal.Payload)!.MerkleRoot));
        Assert.Equal("step_not_found", (await Refused(await client.Http.GetAsync($"v2/runs/{run}/proof?seq=4"), HttpStatusCode.NotFound)).Code);
        Assert.Equal("run_not_sealed", (await Refused(await client.Http.GetAsync($"v2/runs/{(await client.Begin()).Id}/proof?seq=0"), HttpStatusCode.Conflict)).Code);
    }

    private async Task<Guid> Record()
    {
        var run = await client.Begin();
        await client.Appended(run.Id, User(0, $"Fix it {run.Id} token ghp_0123456789abcdefghijABCDEFGHIJ012345"), Llm(1, new string('y', 900)), Tool(2, "pytest", "1 failed", 1), Llm(3, "Done"));
        await client.Completed(run.Id);
        return run.Id;
    }

    private async Task<byte[]> Export(Guid run)
    {
        using var response = await client.Http.GetAsync($"v2/runs/{run}/bundle");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadAsByteArrayAsync();
    }

    private async Task<IReadOnlyList<Jwk>> Keys() => JwkSet.Parse(await client.Http.GetStringAsync(".well-known/jwks.json")).Keys;

    private static List<(string Name, byte[] Content)> Members(byte[] bundle)
    {
        using var zip = new ZipArchive(new MemoryStream(bundle));
        return [.. zip.Entries.Select(entry =>
        {
            using var content = new MemoryStream();
            using var stream = entry.Open();
            stream.CopyTo(content);
            return (entry.FullName, content.ToArray());
        })];
    }

    private static byte[] Pack(IEnumerable<(string Name, byte[] Content)> members)
    {
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in members)
            {
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(content);
            }
        }

        return file.ToArray();
    }
}
