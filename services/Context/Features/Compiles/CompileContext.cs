using Contracts.Context;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;

namespace Context.Features.Compiles;

/// <summary>Compiles a window and keeps it with its receipt before it answers.</summary>
internal static class CompileContext
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v2/context/compile", Handle)
        .WithName("Context.CompileContext")
        .WithSummary("Compiles a context window under a token budget and keeps a receipt for every candidate.")
        .WithIdempotencyKey()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<CompileView>, ProblemHttpResult>> Handle(
        CompileRequest request, Caller caller, HttpContext http, WindowCompiler compiler, KeepCompile keep, CancellationToken cancel)
    {
        var timing = new StageTimes();
        var (window, refusal) = await compiler.Compile(request, caller, kept: true, timing, cancel);
        if (window is null)
        {
            return refusal!;
        }

        await keep.Store(window, caller, cancel);
        timing.Mark("store");

        http.Response.Headers.Append("Server-Timing", timing.ToHeader());
        return TypedResults.Ok(window.View());
    }
}
