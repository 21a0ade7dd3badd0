using System.Text.Json;

namespace Recorder.Domain.Importing;

/// <summary>Who&amp;When: a failed conversation of several agents, and which of them made the decisive mistake where.</summary>
internal sealed class WhoAndWhenFormat : ISessionFormat
{
    public string Name => "who-and-when";

    public bool OwnsDocument(JsonElement root) =>
        root.Get("history") is { ValueKind: JsonValueKind.Array }
        && (root.Get("mistake_agent") is not null || root.Get("mistake_step") is not null || root.Get("question_ID") is not null && root.Get("ground_truth") is not null);

    public bool OwnsBroken(IReadOnlySet<string> members) =>
        members.Contains("1:history") && (members.Contains("1:question") || members.Contains("1:mistake_agent"))
        || members.Contains("1:question_ID") && members.Contains("1:question");

    public IEnumerable<SessionDocument> Open(JsonElement root, string path) => [WhoAndWhenReader.Open(root)];
}
