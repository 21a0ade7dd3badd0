using System.Text.Json;
using Substrate.Json;

namespace Substrate.Proof;

/// <param name="Sha256">Of the member's bytes, lower-case hex.</param>
public sealed record BundleMember(string Name, long Length, string Sha256);

/// <param name="Prefix">Before the names of the run's own members: empty for the run that was exported, <c>children/ID/</c> for one below it.</param>
public sealed record BundledRun(Guid Id, int Revision, int Steps, string Prefix);

/// <summary>
/// The table of contents of a bundle: <c>manifest.json</c>, RFC 8785 JSON, signed in <c>manifest.jws</c> (detached payload). It lists every other member, in the order in which they
/// stand in the zip. It says nothing of time or place, so that the same content gives the same bytes.
/// </summary>
public sealed record BundleManifest(IReadOnlyList<BundledRun> Runs, IReadOnlyList<BundleMember> Members)
{
    public const string Format = "ctx-run-bundle";
    public const string Name = "manifest.json";
    public const string SignatureName = "manifest.jws";
    public const int MaxMembers = 500_000;
    private const int Version = 1;

    public Guid Root => Runs[0].Id;

    public byte[] Write() => CanonicalJson.WriteValueUtf8(new Document(Format, Version, Runs, Members));

    /// <param name="fault">Why it is no manifest.</param>
    public static BundleManifest? Read(byte[] utf8, out string fault)
    {
        fault = "It is not UTF-8 text.";
        if (!System.Text.Unicode.Utf8.IsValid(utf8)) return null;
        try
        {
            using var parsed = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false });
            fault = "It is not written in canonical JSON (RFC 8785).";
            if (!CanonicalJson.WriteUtf8(parsed.RootElement).AsSpan().SequenceEqual(utf8)) return null;
            var document = parsed.RootElement.Deserialize<Document>(PlatformJson.Strict);
            fault = $"It is not a {Format} of version {Version}.";
            if (document is not { Format: Format, Version: Version, Runs.Count: > 0 }) return null;
            fault = $"It lists more than {MaxMembers} members, or a negative length.";
            if (document.Members.Count > MaxMembers || document.Members.Any(member => member.Length < 0)) return null;
            return new BundleManifest(document.Runs, document.Members);
        }
        catch (Exception e) when (e is JsonException or CanonicalJsonException or InvalidOperationException)
        {
            fault = "It is not JSON as a manifest is.";
            return null;
        }
    }

    private sealed record Document(string Format, int Version, IReadOnlyList<BundledRun> Runs, IReadOnlyList<BundleMember> Members);
}
