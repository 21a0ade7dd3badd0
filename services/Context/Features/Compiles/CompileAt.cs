using Contracts.Context;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;

namespace Context.Features.Compiles;

/// <summary>Compiles the window that a recorded run had before one of its steps, under any profile and budget. The run itself stays as it is.</summary>
internal static class CompileAt
{
    private const int LeastBudget = 200;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v2/context/compile-at", Handle)
        .WithName("Context.CompileAt")
        .WithSummary("Compiles the window that a recorded run had before a step, and keeps the receipt. Without a budget it gets half of the tokens that the window had.")
        .WithIdempotencyKey()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<CompileAtView>, ProblemHttpResult>> Handle(
        CompileAtRequest request, Caller caller, HttpContext http, RecordedWindow windows, WindowCompiler compiler, KeepCompile keep, CancellationToken cancel)
    {
        var timing = new StageTimes();
        var (recorded, missing) = await windows.Read(request.RunId, request.Seq, cancel);
        timing.Mark("window");
        if (recorded is null)
        {
            return missing!;
        }

        var (window, refusal) = await compiler.Compile(
            new(
                request.Task ?? recorded.Task, recorded.Scope, request.Budget ?? Math.Max(LeastBudget, recorded.Tokens / 2), recorded.Items,
                request.Memory ?? new MemoryOptions(Enabled: false), request.Model, null, request.DisabledRules, request.Profile),
            caller, kept: true, timing, cancel);
        if (window is null)
        {
            return refusal!;
        }

        await keep.Store(window, caller, cancel);
        timing.Mark("store");
        http.Response.Headers.Append("Server-Timing", timing.ToHeader());
        return TypedResults.Ok(new CompileAtView(window.View(), request.RunId, request.Seq, recorded.Tokens));
    }
}
