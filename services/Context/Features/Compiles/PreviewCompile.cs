using Contracts.Context;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Tenancy;

namespace Context.Features.Compiles;

/// <summary>What a compile would give, for trying things out: the same way to a window, and nothing of it is kept.</summary>
internal static class PreviewCompile
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v2/context/compile/preview", Handle)
        .WithName("Context.PreviewCompile")
        .WithSummary("What a compile would give, with the receipt it would have. Nothing is kept; policy records what it decided, as it always does.")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<CompilePreview>, ProblemHttpResult>> Handle(
        CompileRequest request, Caller caller, HttpContext http, WindowCompiler compiler, CancellationToken cancel)
    {
        var timing = new StageTimes();
        var (window, refusal) = await compiler.Compile(request, caller, kept: false, timing, cancel);
        if (window is null)
        {
            return refusal!;
        }

        http.Response.Headers.Append("Server-Timing", timing.ToHeader());
        var output = window.Output;
        return TypedResults.Ok(new CompilePreview(
            output.Markdown, window.Messages, window.Placed, output.Receipt.UsedTokens, request.Budget, output.Receipt,
            window.Items.Skip(window.Request.Items?.Count ?? 0).ToDictionary(i => i.Id, i => i.Text, StringComparer.Ordinal), window.Warning));
    }
}
