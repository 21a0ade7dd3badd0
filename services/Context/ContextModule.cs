using Context.Domain;
using Context.Features.Compiles;
using Context.Features.Profiles;
using Context.Features.Provenance;
using Context.Features.Redaction;
using Context.Features.Sealing;
using Context.Storage;
using Contracts.Memory;
using Contracts.Policy;
using Contracts.Recorder;
using ServiceDefaults.Hosting;

namespace Context;

/// <summary>Compiles context windows under a token budget, and keeps a receipt for every candidate.</summary>
public sealed class ContextModule : IServiceModule
{
    public string Name => "context";

    public IReadOnlyDictionary<Type, string[]> Subscriptions => Contracts.Subscriptions.All;

    public void AddServices(ModuleBuilder module)
    {
        module.AddDatabase<ContextDb>();
        module.AddClient<IPolicyApi>("policy");
        module.AddClient<IMemoryApi>("memory");
        module.AddClient<IRecorderApi>("recorder");
        module.AddHandler<RedactionSettingsChanged, KeepOnRedactionSettingsChanged, ContextDb>();
        module.AddJob<TellBacklog>();
        module.AddWarmUp<OfferBacklog>();
        module.Services.AddSingleton(BuildVersion.From(module.Configuration));
        module.Services.AddSingleton<TextWork>();
        module.Services.AddScoped<ProjectRedaction>();
        module.Services.AddSingleton<ProfileStore>();
        module.Services.AddSingleton<CompileRerun>();
        if (EmbeddingOptions.From(module.Configuration) is { } embeddings)
        {
            module.Services.AddSingleton(embeddings);
            module.Services.AddSingleton<IEmbedder>(_ => new CachedEmbedder(new OpenAiEmbedder(embeddings), embeddings.CacheBytes));
            module.Services.AddSingleton<CompareMeaning>();
        }
        module.Services.AddScoped<WindowCompiler>();
        module.Services.AddScoped<KeepCompile>();
        module.Services.AddScoped<RecordedWindow>();
        module.Services.AddSingleton<SealSignal>();
        module.Services.AddHostedService<ReceiptSealer>();
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        CompileContext.Map(routes);
        PreviewCompile.Map(routes);
        ListCompiles.Map(routes);
        ShowCompile.Map(routes);
        ExplainItem.Map(routes);
        VerifyCompile.Map(routes);
        ReproduceCompile.Map(routes);
        ExportCompile.Map(routes);
        RestoreCompile.Map(routes);
        ShowWindow.Map(routes);
        CompileAt.Map(routes);
        ReadProfiles.Map(routes);
        CreateVersion.Map(routes);
        SetDefault.Map(routes);
    }
}
