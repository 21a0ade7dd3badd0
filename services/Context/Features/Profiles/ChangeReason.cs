using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;

namespace Context.Features.Profiles;

/// <summary>Why a profile is changed; nobody changes one without saying so.</summary>
internal static class ChangeReason
{
    private const int MaxLength = 1_000;

    /// <param name="kept">Where it will stand, as the end of a sentence.</param>
    public static ProblemHttpResult? Fault(string reason, string kept) =>
        string.IsNullOrWhiteSpace(reason) || reason.Length > MaxLength || reason.Contains('\0')
            ? Problem.Invalid("reason_missing", $"Say why, in 1 to {MaxLength:N0} characters: {kept}.", "reason")
            : null;
}
