using System.Text.Json;

namespace Recorder.Domain.Importing;

/// <summary>VCR cassettes (vcrpy and its kin, Ruby's VCR): recorded HTTP interactions, in order. YAML arrives as JSON.</summary>
internal sealed class CassetteFormat : ISessionFormat
{
    public string Name => "vcr";

    public bool OwnsDocument(JsonElement root) => Interactions(root).FirstOrDefault() is { ValueKind: JsonValueKind.Object } first
        && first.Get("request") is { ValueKind: JsonValueKind.Object } request && (request.Get("uri") ?? request.Get("method")) is not null;

    public bool OwnsBroken(IReadOnlySet<string> members) =>
        (members.Contains("1:interactions") || members.Contains("1:http_interactions")) && members.Contains("3:request");

    public IEnumerable<SessionDocument> Open(JsonElement root, string path)
    {
        var records = Interactions(root).ToList();
        return [new SessionDocument(new CassetteReader(records), null, null, records)];
    }

    private static IEnumerable<JsonElement> Interactions(JsonElement root) => root.Items("interactions").Concat(root.Items("http_interactions"));
}
