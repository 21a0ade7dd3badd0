using System.Text.Json;
using Contracts.Context;
using Recorder.Domain.Importing;
using RestEase;
using Substrate.Json;
using Substrate.Proof;

namespace Recorder.Features.Import;

/// <summary>Gives the receipts of a verified bundle to the service whose they are. They keep their ids; giving one twice changes nothing.</summary>
internal sealed class ReceiptRestore(IContextApi context)
{
    public async Task RestoreAsync(BundleArchive bundle, BundleManifest manifest, CancellationToken ct)
    {
        foreach (var member in manifest.Members.Where(member => member.Name.StartsWith(BundleRun.Receipts, StringComparison.Ordinal)))
        {
            try
            {
                var export = JsonSerializer.Deserialize<CompileExport>(bundle.Whole(member.Name, member.Length)!, PlatformJson.Options)!;
                await context.Restore(export, ct);
            }
            catch (JsonException e)
            {
                throw new UnreadableSourceException($"{member.Name} is not a receipt: {e.Message}");
            }
            catch (ApiException e) when ((int)e.StatusCode is >= 400 and < 500)
            {
                throw new UnreadableSourceException($"{member.Name} was refused: {Title(e.Content)}");
            }
        }
    }

    private static string Title(string? problem)
    {
        try
        {
            using var json = JsonDocument.Parse(problem ?? "");
            return json.RootElement.GetProperty("title").GetString() ?? "no reason was given.";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "no reason was given.";
        }
    }
}
