using System.Text.Json;

namespace Recorder.Domain.Importing;

internal sealed class SweAgentFormat : ISessionFormat
{
    public string Name => "swe-agent";

    public bool OwnsDocument(JsonElement root)
    {
        if (root.Items("trajectory").FirstOrDefault() is { ValueKind: JsonValueKind.Object } entry && entry.Get("action") is not null && entry.Get("observation") is not null)
        {
            return true;
        }

        return root.Get("messages") is null && root.Items("history").Take(20).ToList() is { Count: > 0 } history
            && history.TrueForAll(m => m.Text("role") is not null) && history.Exists(m => m.Get("agent") is not null || m.Get("message_type") is not null);
    }

    public bool OwnsBroken(IReadOnlySet<string> members) =>
        members.Contains("1:trajectory") || members.Contains("1:replay_config") || members.Contains("1:history") && members.Contains("1:environment");

    public IEnumerable<SessionDocument> Open(JsonElement root, string path)
    {
        var document = SweAgentReader.Open(root);
        // Older files name the benchmark instance in the file name only.
        var name = path[(path.LastIndexOf('/') + 1)..].Split(".traj", 2)[0];
        if (document.Reader.Facts.InstanceId is null && RepoNames.FromInstance(name) is { } repo)
        {
            document.Reader.Facts.InstanceId = name;
            document.Reader.Facts.Repo ??= repo;
        }

        return [document];
    }
}
