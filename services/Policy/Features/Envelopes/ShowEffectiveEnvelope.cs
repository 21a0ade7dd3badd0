using Contracts.Policy;
using Microsoft.AspNetCore.Http.HttpResults;
using Substrate.Policies;

namespace Policy.Features.Envelopes;

internal static class ShowEffectiveEnvelope
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v2/policies/envelopes/effective", Handle)
        .WithName("Policy.ShowEffectiveEnvelope")
        .WithSummary("The envelope in force and its rules, whose ids disabledRules may name.");

    private static Ok<EnvelopeView> Handle()
    {
        var envelope = BuiltInEnvelopes.Default;
        return TypedResults.Ok(new EnvelopeView(
            envelope.Name, envelope.Version, [.. envelope.Rules.Select(r => new PolicyRuleView(r.Id, r.Kind, r.Description))]));
    }
}
