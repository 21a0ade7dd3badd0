using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Recorder.Domain;
using Recorder.Domain.Importing;
using Recorder.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Jobs;
using ServiceDefaults.Tenancy;

namespace Recorder.Features.Import;

/// <summary>POST /v2/runs/import: one file as the raw body. Every byte is in the database before the answer.</summary>
internal static class AcceptImport
{
    public const long MaxBytes = 100L << 20;
    private const int ChunkBytes = 1 << 20;
    private const int MaxPending = 32;
    private const long MaxPendingBytes = 512L << 20;
    private static readonly SemaphoreSlim Uploads = new(4);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v2/runs/import", Handle)
        .WithName("Recorder.ImportRuns")
        .WithSummary("Import recorded sessions")
        .WithDescription(
            "The body is one file as it is: a session (.jsonl, .traj, .json), or a .zip or .tar.gz of them, up to 100 MiB. "
            + "Formats are told by content: " + string.Join(", ", SessionFormats.Names) + ". The answer names the job; its result is an ImportResult.")
        // Any type: what the file is, is told by its content, and curl --data-binary sends a form's type.
        .Accepts<Stream>("application/octet-stream", "*/*")
        .ProducesProblem(413).ProducesProblem(422)
        .WithBodyLimit(null).DisableRequestTimeout();

    private static async Task<Results<Accepted<ImportAccepted>, ProblemHttpResult>> Handle(
        HttpRequest request, Caller caller, Database<RecorderDb> database, ProjectRedaction redaction, UploadCipher cipher, JobQueue<RecorderDb> jobs, CancellationToken ct,
        string format = SessionFormats.Auto, string? name = null, string? project = null, string? repo = null)
    {
        if (format != SessionFormats.Auto && !SessionFormats.Names.Contains(format, StringComparer.Ordinal))
        {
            return Problem.Invalid("unknown_format", $"There is no format '{format[..Math.Min(format.Length, 60)]}'.", "format",
                $"Possible: {SessionFormats.Auto}, {string.Join(", ", SessionFormats.Names)}.");
        }

        foreach (var (field, value, most) in new[] { ("name", name, 400), ("project", project, 200), ("repo", repo, 200) })
        {
            if (value is not null && (value.Length > most || string.IsNullOrWhiteSpace(value)))
            {
                return Problem.Invalid("invalid_parameter", $"{field} must be 1 to {most} characters.", field);
            }
        }

        if (request.ContentLength > MaxBytes)
        {
            return TooLarge();
        }

        if (!await Uploads.WaitAsync(0, ct))
        {
            return Busy("Too many files are being uploaded at the same time.");
        }

        try
        {
            await using var connection = await database.OpenAsync(caller.OrgId, ct);
            var settings = await redaction.ForAsync(connection, null, caller.OrgId, project, ct);
            var input = new ImportInput(format, SafeText.Of(name, settings) ?? "upload", SafeText.Of(project, settings), SafeText.Of(repo, settings));
            return await Accept(request, caller, connection, cipher, jobs, input, ct);
        }
        finally
        {
            Uploads.Release();
        }
    }

    private static async Task<Results<Accepted<ImportAccepted>, ProblemHttpResult>> Accept(
        HttpRequest request, Caller caller, NpgsqlConnection connection, UploadCipher cipher, JobQueue<RecorderDb> jobs, ImportInput input, CancellationToken ct)
    {
        if (await ImportUpload.PendingAsync(connection, caller.OrgId, ct) is var (pending, bytes) && (pending >= MaxPending || bytes >= MaxPendingBytes))
        {
            return Busy($"{pending} imports ({bytes >> 20} MiB) are waiting already.");
        }

        await using var transaction = await connection.BeginTransactionAsync(ct);
        var id = Guid.CreateVersion7();
        await ImportUpload.BeginAsync(connection, transaction, caller.OrgId, id, ct);
        var (total, chunk) = (0L, new byte[ChunkBytes]);
        for (var n = 0; ; n++)
        {
            var filled = await request.Body.ReadAtLeastAsync(chunk, ChunkBytes, throwOnEndOfStream: false, ct);
            if ((total += filled) > MaxBytes)
            {
                return TooLarge();
            }

            if (n == 0 && Refusal(chunk.AsSpan(0, filled), input) is { } refusal)
            {
                return refusal;
            }

            if (filled > 0)
            {
                await ImportUpload.AddAsync(connection, transaction, caller.OrgId, id, n, cipher.Seal(caller.OrgId, id, n, chunk.AsSpan(0, filled)), ct);
            }

            if (filled < ChunkBytes)
            {
                break;
            }
        }

        await ImportUpload.EndAsync(connection, transaction, caller.OrgId, id, total, ct);
        await jobs.EnqueueAsync(connection, transaction, caller.OrgId, ImportRuns.Kind, $"Import {input.Name}", input, caller.Subject, ct, id);
        await transaction.CommitAsync(ct);
        return TypedResults.Accepted($"/v2/recorder/jobs/{id}", new ImportAccepted(id));
    }

    private static ProblemHttpResult? Refusal(ReadOnlySpan<byte> head, ImportInput input)
    {
        if (head.IsEmpty)
        {
            return Problem.Invalid("empty_body", "The file is empty.", "body");
        }

        // A JSONL file may begin with a broken line, so a line of JSON anywhere in the first mebibyte is enough to look closer.
        return ArchiveKinds.Of(head) != ArchiveKind.None || SessionFormats.LooksLikeJson(head) || head.IndexOf("\n{"u8) >= 0 || YamlSource.Looks(head) || CsvSource.Looks(head)
            ? null
            : Problem.Unprocessable("unknown_format", "This file is neither a recorded session nor an archive of them.", "body",
                $"'{input.Name}' must be JSON, JSON Lines, YAML, CSV, .zip or .tar.gz; what is understood: {string.Join(", ", SessionFormats.Names)}.");
    }

    private static ProblemHttpResult TooLarge() =>
        Problem.TooLarge("body_too_large", $"The file is larger than {MaxBytes >> 20} MiB.", "Split it into several archives.", "body");

    private static ProblemHttpResult Busy(string detail) => Problem.Busy(10, "import_queue_full", "The import queue is full; try again later.", detail);
}
