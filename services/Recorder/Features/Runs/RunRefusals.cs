using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;

namespace Recorder.Features.Runs;

internal static class RunRefusals
{
    public static ProblemHttpResult NoSuchRun(Guid id) => Problem.NotFound("run_not_found", "There is no such run.", $"No run {id} is recorded here.");
}
