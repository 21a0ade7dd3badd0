using Contracts.Context;
using Contracts.Recorder;
using Memory.Features.Candidates;
using Memory.Features.Decisions;
using Memory.Features.Distillation;
using Memory.Features.Expiry;
using Memory.Features.Feedback;
using Memory.Features.Links;
using Memory.Features.Memories;
using Memory.Features.Provenance;
using Memory.Features.Search;
using Memory.Storage;
using ServiceDefaults.Hosting;

namespace Memory;

/// <summary>Learns from completed runs, keeps what was accepted, and finds what is worth knowing.</summary>
public sealed class MemoryModule : IServiceModule
{
    public string Name => "memory";

    public IReadOnlyDictionary<Type, string[]> Subscriptions => Contracts.Subscriptions.All;

    public void AddServices(ModuleBuilder module)
    {
        module.AddDatabase<MemoryDb>();
        module.AddClient<IRecorderApi>("recorder");
        module.AddHandler<RunCompleted, DistillOnRunCompleted, MemoryDb>();
        module.AddHandler<ContextCompiled, LinkOnContextCompiled, MemoryDb>();
        module.AddJob<DistillJob>();
        module.AddJob<TellBacklog>();
        module.AddWarmUp<IndexWarmUp>();
        module.AddWarmUp<OfferBacklog>();
        module.Services.AddSingleton<MemoryIndexes>();
        module.Services.AddSingleton<DecisionDesk>();
        module.Services.AddSingleton<FeedbackBook>();
        module.Services.AddSingleton<SaveDistillation>();
        module.Services.AddHostedService<FollowChanges>();
        module.Services.AddHostedService<ExpireOverdue>();
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        SearchMemories.Map(routes);
        ListMemories.Map(routes);
        GetMemory.Map(routes);
        ListUsage.Map(routes);
        ListFeedback.Map(routes);
        GiveFeedback.Map(routes);
        ListCandidates.Map(routes);
        GetCandidate.Map(routes);
        DistillRun.Map(routes);
        PromoteCandidate.Map(routes);
        RejectCandidate.Map(routes);
        ExpireMemory.Map(routes);
        QuarantineMemory.Map(routes);
        UndoDecision.Map(routes);
    }
}
