using System.IO.Compression;
using System.Text.Json;

namespace Substrate.Proof;

/// <summary>The file is no bundle, or breaks off.</summary>
public sealed class BundleException(string message, Exception? inner = null) : FormatException(message, inner);

/// <summary>
/// Opens the zip of a bundle without trusting it: nothing is unpacked to a name from inside, no member is read beyond the length that is expected of it.
/// </summary>
public sealed class BundleArchive : IDisposable
{
    private const int MaxManifest = 128 << 20;
    private const int MaxSignature = 16 << 10;
    private const long MaxDocument = 64 << 20;

    private readonly ZipArchive zip;
    private readonly Dictionary<string, ZipArchiveEntry> entries = new(StringComparer.Ordinal);

    private BundleArchive(ZipArchive zip) => this.zip = zip;

    /// <summary>Names that are there twice, or that no bundle has.</summary>
    public List<ProofFault> Faults { get; } = [];

    public IReadOnlyCollection<string> Names => entries.Keys;

    /// <param name="stream">Must be able to seek; stays the caller's.</param>
    /// <exception cref="BundleException">Not a zip.</exception>
    public static BundleArchive Open(Stream stream) => Guarded("The file is not a zip, or breaks off.", () =>
    {
        stream.Position = 0;
        var bundle = new BundleArchive(new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true));
        foreach (var entry in bundle.zip.Entries)
        {
            var name = entry.FullName;
            if (!IsName(name)) bundle.Faults.Add(new ProofFault(Shown(name), null, null, "No member of a bundle has such a name."));
            else if (!bundle.entries.TryAdd(name, entry)) bundle.Faults.Add(new ProofFault(name, null, null, "The member is there twice."));
            if (bundle.entries.Count > BundleManifest.MaxMembers + 2) throw new BundleException($"The zip holds more than {BundleManifest.MaxMembers} members.");
        }
        return bundle;
    });

    /// <summary>Whether a file is meant to be a bundle; whether it is a sound one is another question.</summary>
    public static bool IsMeantToBe(Stream stream)
    {
        try
        {
            using var bundle = Open(stream);
            return bundle.entries.ContainsKey(BundleManifest.Name) && bundle.entries.ContainsKey(BundleManifest.SignatureName);
        }
        catch (BundleException)
        {
            return false;
        }
    }

    public byte[]? Manifest() => Whole(BundleManifest.Name, MaxManifest);

    public string? Signature() => Whole(BundleManifest.SignatureName, MaxSignature) is { } bytes ? System.Text.Encoding.ASCII.GetString(bytes) : null;

    /// <summary>The member's bytes; null when it is not there, longer than expected, or cannot be unpacked.</summary>
    public byte[]? Whole(string name, long expected)
    {
        try
        {
            using var stream = Stream(name, expected);
            if (stream is null) return null;
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (BundleException)
        {
            return null;
        }
    }

    /// <summary>A JSON member, strictly; null when it is not one.</summary>
    public JsonDocument? Json(string name)
    {
        try
        {
            return Whole(name, MaxDocument) is { } bytes && System.Text.Unicode.Utf8.IsValid(bytes) ? JsonDocument.Parse(bytes, StoredRow.Deep) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The lines of a JSON Lines member as they stand; an exception when it cannot be unpacked.</summary>
    public IEnumerable<string> Lines(string name, long expected)
    {
        using var stream = Stream(name, expected);
        if (stream is null) yield break;
        using var reader = new StreamReader(stream, new System.Text.UTF8Encoding(false, throwOnInvalidBytes: false));
        while (Guarded("A member cannot be unpacked.", reader.ReadLine) is { } line) yield return line;
    }

    /// <summary>Reading it throws <see cref="BundleException"/> where the member cannot be unpacked or is longer than expected.</summary>
    public Stream? Stream(string name, long expected) =>
        entries.TryGetValue(name, out var entry) ? new BoundedRead(Guarded("A member cannot be unpacked.", entry.Open), expected) : null;

    public void Dispose() => zip.Dispose();

    // What a bundle's members are called; everything else (folders, absolute names, "..", back slashes) is none of ours.
    private static bool IsName(string name)
    {
        var parts = name.Split('/');
        return name.Length <= 200 && parts.All(part => part.Length > 0 && part is not ("." or "..") && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'));
    }

    private static string Shown(string name) => name.Length <= 120 ? name : string.Concat(name.AsSpan(0, 120), "…");

    private static T Guarded<T>(string otherwise, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or OverflowException or IOException)
        {
            throw new BundleException(otherwise, e);
        }
    }

    private sealed class BoundedRead(Stream inner, long expected) : Stream
    {
        private long left = expected;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int read;
            try
            {
                read = inner.Read(buffer);
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException or IOException)
            {
                throw new BundleException("A member cannot be unpacked.", e);
            }
            return (left -= read) >= 0 ? read : throw new BundleException("A member is longer than the manifest says.");
        }

        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
