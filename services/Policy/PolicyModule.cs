using Contracts;
using Policy.Features.Decisions;
using Policy.Features.Envelopes;
using Policy.Storage;
using ServiceDefaults.Hosting;

namespace Policy;

/// <summary>Decides what may be seen, done and used, and keeps every decision.</summary>
public sealed class PolicyModule : IServiceModule
{
    public string Name => "policy";

    public IReadOnlyDictionary<Type, string[]> Subscriptions => Contracts.Subscriptions.All;

    public void AddServices(ModuleBuilder module) => module.AddDatabase<PolicyDb>();

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        EvaluateSubjects.Map(routes);
        ListDecisions.Map(routes);
        ShowEffectiveEnvelope.Map(routes);
    }
}
