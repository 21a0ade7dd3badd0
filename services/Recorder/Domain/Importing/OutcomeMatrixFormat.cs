using System.Text.Json;

namespace Recorder.Domain.Importing;

/// <summary>
/// Tables of outcomes, one run a row: Terminal-Bench's trial matrix, and others that name a task and whether it was solved. Runs without steps. CSV arrives
/// as <c>{"csv":{"header":[…]},"rows":[{…}]}</c>.
/// </summary>
internal sealed class OutcomeMatrixFormat : ISessionFormat
{
    public string Name => "outcome-matrix";

    /// <summary>A table is one of outcomes when its header names a task and a verdict.</summary>
    public static bool OwnsHeader(IReadOnlyList<string> header) => OutcomeColumns.Of(header) is { Task: not null, Resolved: not null };

    public bool OwnsDocument(JsonElement root) => Header(root) is { Count: > 0 } header && OwnsHeader(header);

    public IEnumerable<SessionDocument> Open(JsonElement root, string path)
    {
        var columns = OutcomeColumns.Of(Header(root));
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        return RunList.Open(root.Items("rows"), row =>
        {
            if (OutcomeColumns.Text(row, columns.Task) is null)
            {
                return null;
            }

            var id = columns.IdOf(row);
            var again = seen[id] = seen.GetValueOrDefault(id) + 1;
            // A table without a trial column has a task's trials in rows that differ in nothing but their place.
            return new SessionDocument(new OutcomeMatrixReader(row, columns), again == 1 ? id : $"{id}#{again}", null, [row]);
        });
    }

    private static List<string> Header(JsonElement root) =>
        [.. (root.Get("csv") ?? default).Items("header").Where(h => h.ValueKind == JsonValueKind.String).Select(h => h.GetString()!)];
}
