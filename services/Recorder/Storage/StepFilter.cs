using Npgsql;
using Recorder.Domain;
using ServiceDefaults.Tenancy;
using Substrate.Trace;

namespace Recorder.Storage;

/// <summary>Which steps of a run are asked for.</summary>
/// <param name="Words">Text in the tool's or step's name, the error, or the first characters of a payload, in any case.</param>
internal sealed record StepFilter(StepKind? Kind, bool ErrorsOnly, string? Words)
{
    /// <summary>An error, a failed call, or an exit code other than 0.</summary>
    public const string Failed = "(is_error OR error IS NOT NULL OR exit_code <> 0)";

    private const int Batch = 1000;

    /// <summary>What the columns alone decide, as SQL.</summary>
    public string Condition => (Kind is { } kind ? $" AND kind = '{SnakeCase.OfEnum(kind)}'" : null) + (ErrorsOnly ? $" AND {Failed}" : null);

    /// <summary>The first <paramref name="limit"/> steps from <paramref name="from"/> on that are let through, in seq order.</summary>
    public async Task<List<StepRow>> PageAsync(NpgsqlConnection connection, Guid orgId, Guid runId, int from, int limit, CancellationToken ct)
    {
        if (Words is null)
        {
            return await StepRow.PageAsync(connection, orgId, runId, from, limit, ct, this);
        }

        // Payloads are compressed by the application, so only what reads them can look into them.
        var found = new List<StepRow>();
        while (true)
        {
            var rows = await StepRow.PageAsync(connection, orgId, runId, from, Batch, ct, this);
            var previews = await BlobPreviews.ReadAsync(connection, orgId, rows.SelectMany(r => r.Payloads()), ct);
            found.AddRange(rows.Where(r => Mentions(r, previews)).Take(limit - found.Count));
            if (found.Count == limit || rows.Count < Batch)
            {
                return found;
            }

            from = rows[^1].Seq + 1;
        }
    }

    private bool Mentions(StepRow row, Dictionary<string, string> previews) =>
        Holds(row.Tool) || Holds(row.Name) || Holds(row.Error) || row.Payloads().Any(hash => Holds(previews.GetValueOrDefault(hash)));

    private bool Holds(string? text) => text?.Contains(Words!, StringComparison.OrdinalIgnoreCase) == true;
}
