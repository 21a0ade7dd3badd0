using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Substrate.Proof;

namespace Recorder.Storage;

/// <summary>Writes a bundle: members in a fixed order, with a fixed time, each hashed as it is written; the manifest over them is written last.</summary>
internal sealed class BundleWriter(Stream to) : IDisposable
{
    // The first moment a zip can name.
    private static readonly DateTimeOffset Fixed = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipArchive zip = new(to, ZipArchiveMode.Create, leaveOpen: true);
    private readonly List<BundledRun> runs = [];
    private readonly List<BundleMember> members = [];
    private readonly SortedSet<string> payloads = new(StringComparer.Ordinal);
    private readonly SortedSet<Guid> compiles = [];

    /// <summary>Compiles that the runs' annotations name.</summary>
    public IReadOnlyCollection<Guid> Compiles => compiles;

    public async Task AddRunAsync(NpgsqlConnection connection, Guid orgId, StoredRun run, BundleLinks links, CancellationToken ct)
    {
        var prefix = runs.Count == 0 ? string.Empty : $"children/{run.Id:D}/";
        Add(prefix + BundleRun.Run, BundleRun.WriteRows(run.Rows));
        var steps = 0;
        await using (var member = Begin(prefix + BundleRun.Steps))
        {
            await foreach (var page in ProofReader.StepsAsync(connection, orgId, run.Id, ct))
            {
                foreach (var row in page)
                {
                    var json = StoredRow.Parse(row);
                    payloads.UnionWith(StoredStep.Read(json).Payloads.Select(payload => payload.Hash));
                    member.Write(Encoding.UTF8.GetBytes(StoredRow.Read(json).Write() + "\n"));
                    steps++;
                }
            }
        }

        await using (var member = Begin(prefix + BundleRun.Annotations))
        {
            foreach (var row in await ProofReader.AnnotationsAsync(connection, orgId, run.Id, ct))
            {
                var annotation = StoredRow.Read(StoredRow.Parse(row));
                member.Write(Encoding.UTF8.GetBytes(annotation.Write() + "\n"));
                if (annotation.Text("kind") == "compile" && Guid.TryParse(annotation.Text("reference"), out var compile))
                {
                    compiles.Add(compile);
                }
            }
        }

        Add(prefix + BundleRun.Seals, BundleRun.WriteSeals(run));
        Add(prefix + BundleRun.Links, Substrate.Json.CanonicalJson.WriteValue(links));
        runs.Add(new BundledRun(run.Id, run.Row.Number("revision") ?? 0, steps, prefix));
    }

    public async Task AddPayloadsAsync(NpgsqlConnection connection, Guid orgId, CancellationToken ct)
    {
        foreach (var some in payloads.Chunk(100))
        {
            var blobs = await BlobStore.ReadAsync(connection, orgId, some, ct);
            foreach (var hash in some)
            {
                var blob = blobs[hash];
                Add(BundleRun.Blobs + hash, Domain.BlobCodec.Unpack(blob.Encoding, blob.Data, blob.Length) ?? throw new InvalidDataException($"The payload {hash} is damaged."));
            }
        }
    }

    public void AddReceipt(Guid compile, byte[] canonical) => Add($"{BundleRun.Receipts}{compile:D}.json", canonical);

    /// <param name="sign">Manifest to its detached JWS.</param>
    public async Task FinishAsync(Func<byte[], Task<string>> sign)
    {
        var manifest = new BundleManifest(runs, [.. members]).Write();
        var jws = await sign(manifest);
        Add(BundleManifest.Name, manifest);
        Add(BundleManifest.SignatureName, Encoding.ASCII.GetBytes(jws));
    }

    public void Dispose() => zip.Dispose();

    private void Add(string name, string text) => Add(name, Encoding.UTF8.GetBytes(text));

    private void Add(string name, byte[] bytes)
    {
        using var member = Begin(name);
        member.Write(bytes);
    }

    private HashedMember Begin(string name)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = Fixed;
        return new HashedMember(entry.Open(), (length, hash) => members.Add(new BundleMember(name, length, hash)));
    }

    private sealed class HashedMember(Stream inner, Action<long, string> done) : IDisposable, IAsyncDisposable
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long length;

        public void Write(byte[] bytes)
        {
            hash.AppendData(bytes);
            inner.Write(bytes);
            length += bytes.Length;
        }

        public void Dispose()
        {
            done(length, Convert.ToHexStringLower(hash.GetHashAndReset()));
            hash.Dispose();
            inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>How a bundled run hangs together with others; ids of runs, whether they are in the bundle or not.</summary>
internal sealed record BundleLinks(Guid? Parent, IReadOnlyList<Guid> Children);
