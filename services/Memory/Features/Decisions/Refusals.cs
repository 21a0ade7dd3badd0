using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;
using Substrate.Policies;

namespace Memory.Features.Decisions;

/// <summary>What a person is told when a decision cannot be taken.</summary>
internal static class Refusals
{
    private const int LongestReason = 1000;

    /// <summary>The gateway asks the same; what changes everybody's memory is asked twice.</summary>
    public static ProblemHttpResult? Role(Caller caller) =>
        caller.Role < CallerRole.Admin ? Problem.Forbidden("admin_required", "Only an admin or owner may decide about memories.") : null;

    public static ProblemHttpResult? Reason(string? reason) =>
        reason is { Length: > LongestReason } ? Problem.Invalid("reason_too_long", $"The reason may have at most {LongestReason} characters.", "reason", $"Got {reason.Length}.") : null;

    public static ProblemHttpResult? Of(Decided? decided, Guid id) => decided switch
    {
        null => NotFound(id),
        { Refused: { } refused, MergedInto: { } survivor } => Problem.Conflict(refused.Code, refused.Title, null, ("mergedInto", survivor)),
        { Refused: { } refused } => Problem.Conflict(refused.Code, refused.Title),
        _ => null,
    };

    public static ProblemHttpResult NotFound(Guid id) => Problem.NotFound("memory_not_found", "There is no such memory or candidate.", $"Nothing has the id {id}.");
}
