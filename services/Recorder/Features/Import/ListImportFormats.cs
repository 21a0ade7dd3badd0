using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Recorder.Domain.Importing;

namespace Recorder.Features.Import;

/// <summary>GET /v2/runs/import/formats: what format= may be, besides auto.</summary>
internal static class ListImportFormats
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v2/runs/import/formats", Handle)
        .WithName("Recorder.ListImportFormats").WithSummary("Formats of recorded sessions that can be imported");

    private static Ok<ImportFormats> Handle() => TypedResults.Ok(new ImportFormats(SessionFormats.Names));
}
