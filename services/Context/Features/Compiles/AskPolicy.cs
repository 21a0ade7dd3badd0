using System.Net;
using System.Text.Json;
using Contracts.Policy;
using Microsoft.AspNetCore.Http.HttpResults;
using RestEase;
using ServiceDefaults.Http;
using Substrate.Compiling;
using Substrate.Policies;
using Substrate.Scoping;

namespace Context.Features.Compiles;

/// <summary>What policy said about some items; or why it said nothing, as the answer to give the caller.</summary>
internal sealed record PolicyAnswer(IReadOnlyList<EnvelopeDecision> Decisions, VisibilityLimits Limits, IReadOnlyList<EnvelopeRef> Envelopes);

/// <summary>Without policy there is no window: what cannot be decided is not shown.</summary>
internal static class AskPolicy
{
    private const int BatchSize = 1_000;

    public static async Task<(PolicyAnswer? Answer, ProblemHttpResult? Refusal)> About(
        IReadOnlyList<ContextItem> items, Scope scope, Guid? compileId, Guid? runId, IReadOnlyList<string> disabledRules, IPolicyApi policy, ILogger log,
        CancellationToken cancel)
    {
        try
        {
            var decisions = new List<EnvelopeDecision>(items.Count);
            EvaluateResult? last = null;
            foreach (var batch in items.Count == 0 ? [[]] : items.Chunk(BatchSize))
            {
                last = await policy.Evaluate(new(scope, [.. batch.Select(SubjectOf)], runId, compileId, disabledRules), cancel);
                decisions.AddRange(last.Decisions);
            }

            return (new(decisions, last!.Limits, last.Envelopes), null);
        }
        catch (ApiException refused) when (refused.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden)
        {
            return (null, PassOn(refused));
        }
        catch (Exception failure) when (PeerFailure.IsOne(failure, cancel))
        {
            log.LogError(failure, "Policy did not answer; refusing");
            return (null, Problem.Busy(5, "policy_unreachable", "Policy could not be reached, and nothing is shown that policy has not decided. Try again."));
        }
    }

    /// <summary>What this caller may be shown at all. Decides about nothing, so policy has nothing to record and answers at once.</summary>
    public static Task<(PolicyAnswer? Answer, ProblemHttpResult? Refusal)> Limits(
        IReadOnlyList<string> disabledRules, IPolicyApi policy, ILogger log, CancellationToken cancel) =>
        About([], Scope.Everywhere, null, null, disabledRules, policy, log, cancel);

    private static PolicySubject SubjectOf(ContextItem item) =>
        new(item.Id, SubjectKind.Data, item.Sensitivity, item.Scope, item.Trust, item.Kind, item.Memory?.Type);

    private static ProblemHttpResult PassOn(ApiException refused)
    {
        string? Read(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        try
        {
            using var problem = JsonDocument.Parse(refused.Content ?? "{}");
            var (code, title, field) = (Read(problem.RootElement, "code"), Read(problem.RootElement, "title"), Read(problem.RootElement, "field"));
            return refused.StatusCode == HttpStatusCode.Forbidden
                ? Problem.Forbidden(code ?? "policy_refused", title ?? "Policy refused the request.")
                : Problem.Invalid(code ?? "policy_refused", title ?? "Policy refused the request.", field);
        }
        catch (JsonException)
        {
            return Problem.Of((int)refused.StatusCode, "policy_refused", "Policy refused the request.");
        }
    }
}
