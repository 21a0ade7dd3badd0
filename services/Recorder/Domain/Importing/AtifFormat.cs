using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Substrate.Hashing;

namespace Recorder.Domain.Importing;

/// <summary>
/// Harbor's Agent Trajectory Interchange Format, versions 1.4 to 1.7. Subagents are files of their own, named by session id where they were called, or are
/// embedded in their parent's file (1.7); a run that outgrew its context goes on in another file.
/// </summary>
internal sealed partial class AtifFormat : ISessionFormat
{
    public string Name => "atif";

    public bool OwnsDocument(JsonElement root) =>
        root.Text("schema_version")?.StartsWith("ATIF", StringComparison.OrdinalIgnoreCase) == true && root.Get("steps") is { ValueKind: JsonValueKind.Array };

    public bool OwnsBroken(IReadOnlySet<string> members) =>
        members.Contains("1:schema_version") && (members.Contains("1:steps") || members.Contains("1:session_id") && members.Contains("1:agent"));

    public IEnumerable<SessionDocument> Open(JsonElement root, string path) =>
        Open(root, root.Text("session_id") ?? ContentHash.Of(JsonMarshal.GetRawUtf8Value(root))[..16], null, null);

    /// <summary>The id that a trajectory, or a reference to one, is known by: several trajectories of one session differ in their trajectory id.</summary>
    public static string? IdOf(JsonElement trajectory, string? session) =>
        (trajectory.Text("session_id") ?? session) is not { } id ? null : trajectory.Text("trajectory_id") is { } own ? $"{id}/{own}" : id;

    private static IEnumerable<SessionDocument> Open(JsonElement root, string session, string? given, ParentRef? parent)
    {
        var id = given ?? IdOf(root, session)!;
        var records = root.Items("steps").ToList();
        if (records.Count == 0)
        {
            records.Add(root.Get("agent") ?? root);
        }

        yield return new SessionDocument(new AtifReader(root, session), id, root.Get("agent"), records) { Parent = parent ?? Told(root) };

        var embedded = root.Items("subagent_trajectories").Where(t => t.ValueKind == JsonValueKind.Object).ToList();
        var places = embedded.Count == 0 ? [] : AtifReader.Children(root, session, records);
        foreach (var (i, child) in embedded.Index())
        {
            var childId = IdOf(child, session) is { } named && named != id ? named : string.Create(CultureInfo.InvariantCulture, $"{id}#{i}");
            var place = places.Find(p => p.SessionId == childId);
            foreach (var document in Open(child, child.Text("session_id") ?? session, childId, new ParentRef(id, RunRelations.Subagent, place?.Seq, place?.CallId)))
            {
                yield return document;
            }
        }
    }

    // Harbor names a continuation and the three calls of a summary after the session they belong to.
    private static ParentRef? Told(JsonElement root)
    {
        var session = root.Text("session_id") ?? string.Empty;
        if (Continued().Match(session) is { Success: true } next && int.TryParse(next.Groups["n"].ValueSpan, CultureInfo.InvariantCulture, out var n))
        {
            var before = next.Groups["base"].Value;
            return new ParentRef(n <= 1 ? before : string.Create(CultureInfo.InvariantCulture, $"{before}-cont-{n - 1}"), RunRelations.Continuation);
        }

        var named = ((root.Get("agent") ?? default).Get("extra") ?? default).Text("parent_session_id")
            ?? (Summary().Match(session) is { Success: true } summary ? summary.Groups["base"].Value : null);
        return named is null || named == session ? null : new ParentRef(named, RunRelations.Subagent);
    }

    [GeneratedRegex(@"^(?<base>.+)-cont-(?<n>\d{1,6})$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 200)]
    private static partial Regex Continued();

    [GeneratedRegex(@"^(?<base>.+)-summarization-\d{1,6}-(summary|questions|answers)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 200)]
    private static partial Regex Summary();
}
