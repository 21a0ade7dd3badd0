using Contracts.Policy;
using Microsoft.AspNetCore.Http.HttpResults;
using Policy.Domain;
using Policy.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Live;
using ServiceDefaults.Tenancy;
using Substrate.Compiling;
using Substrate.Policies;
using Substrate.Redaction;

namespace Policy.Features.Decisions;

/// <summary>
/// One question for data, actions and models alike: may this caller, in this scope, see, do or use the subjects?
/// Every answer is recorded before it is given.
/// </summary>
internal static class EvaluateSubjects
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v2/policies/evaluate", Handle)
        .WithName("Policy.EvaluateSubjects")
        .WithSummary("Decides a batch of subjects (at most 1,000) and records every decision. An empty batch returns only what the caller may see at all.")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<Results<Ok<EvaluateResult>, ProblemHttpResult>> Handle(
        EvaluateRequest request, Caller caller, Database<PolicyDb> database, OrgRedaction redaction, LiveEvents<PolicyDb> live, TimeProvider clock, CancellationToken cancel)
    {
        var envelope = BuiltInEnvelopes.Default;
        var disabled = request.DisabledRules ?? [];
        if (EvaluationRules.FirstProblem(request.Scope, request.Subjects, disabled, envelope) is { } refusal)
        {
            return Problem.Invalid(refusal.Code, refusal.Title, refusal.Field);
        }

        // Otherwise a what-if would be a way around the very rule it leaves out.
        if (disabled.Count > 0 && caller.Role < CallerRole.Admin)
        {
            return Problem.Forbidden("disabled_rules_forbidden", "Only an admin or owner may leave out policy rules for a what-if.", "Send the request without disabledRules, or with an admin's key.");
        }

        var decisions = PolicyEvaluator.Evaluate(envelope, caller.Role, request.Scope, request.Subjects, disabled);
        IReadOnlyList<EnvelopeRef> envelopes = [envelope.Reference];
        if (decisions.Count > 0)
        {
            var occasion = new DecisionOccasion(request.RunId, request.CompileId, envelopes, disabled, caller, clock.GetUtcNow());
            await using var connection = await database.OpenAsync(caller.OrgId, cancel);
            // One statement commits by itself; an event that got lost between the two would only be a screen that refreshes later.
            // The caller gets his own names back; what is kept of them is without secrets.
            var settings = redaction.For(caller.OrgId);
            var kept = decisions.Select(d => d with { SubjectId = Redactor.Redact(d.SubjectId, settings).Text, Reason = Redactor.Redact(d.Reason, settings).Text }).ToList();
            await DecisionRecorder.Record(connection, occasion, request.Subjects, kept, cancel);
            if ((request.CompileId ?? request.RunId) is { } about)
            {
                await live.PublishAsync(connection, null, caller.OrgId, "decision", about.ToString("D"), cancel);
            }
        }

        return TypedResults.Ok(new EvaluateResult(decisions, PolicyEvaluator.Limits(envelope, caller.Role, disabled), envelopes));
    }
}
