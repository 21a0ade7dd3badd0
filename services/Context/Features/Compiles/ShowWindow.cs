using Contracts.Context;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Context.Features.Compiles;

internal static class ShowWindow
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v2/context/runs/{runId:guid}/window", Handle)
        .WithName("Context.ShowRunWindow")
        .WithSummary("What a recorded run's agent could see before step ?seq=, as items that can be compiled.")
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<RunWindowView>, ProblemHttpResult>> Handle(Guid runId, int seq, RecordedWindow windows, CancellationToken cancel)
    {
        var (window, refusal) = await windows.Read(runId, seq, cancel);
        return window is null ? refusal! : TypedResults.Ok(window);
    }
}
