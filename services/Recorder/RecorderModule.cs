using Contracts;
using Contracts.Context;
using Contracts.Memory;
using Contracts.Provenance;
using Recorder.Features.Annotations;
using Recorder.Features.Blobs;
using Recorder.Features.Bundles;
using Recorder.Features.Import;
using Recorder.Features.Proof;
using Recorder.Features.Provenance;
using Recorder.Features.Redaction;
using Recorder.Features.Runs;
using Recorder.Storage;
using ServiceDefaults.Hosting;

namespace Recorder;

/// <summary>Runs, their steps and payloads: what agents did, recorded once and never changed.</summary>
public sealed class RecorderModule : IServiceModule
{
    public string Name => "recorder";

    public IReadOnlyDictionary<Type, string[]> Subscriptions => Contracts.Subscriptions.All;

    public void AddServices(ModuleBuilder module)
    {
        ArgumentNullException.ThrowIfNull(module);
        module.AddDatabase<RecorderDb>();
        module.Services.AddSingleton<ProjectRedaction>();
        module.Services.AddSingleton<UploadCipher>();
        module.AddHandler<ContextCompiled, AnnotateOnContextCompiled, RecorderDb>();
        module.AddHandler<MemoryAccepted, AnnotateOnMemoryAccepted, RecorderDb>();
        module.AddClient<IContextApi>("context");
        module.AddWarmUp<KeyRing>();
        module.AddHandler<ProvenanceRecorded, KeepOnProvenanceRecorded, RecorderDb>();
        module.AddJob<ImportRuns>();
        module.AddJob<RescanRuns>();
        module.Services.AddSingleton<RunRescan>();
        module.Services.AddSingleton<ToldNodesRescan>();
        module.Services.AddHostedService<SweepUploads>();
        module.Services.AddSingleton<RecentAlignments>();
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        CreateRun.Map(routes);
        AppendRunSteps.Map(routes);
        SealRun.Map(routes);
        ListRuns.Map(routes);
        GetRun.Map(routes);
        ReadRunTree.Map(routes);
        ListPeers.Map(routes);
        CompareRuns.Map(routes);
        ListSteps.Map(routes);
        OutlineRun.Map(routes);
        ReadTranscript.Map(routes);
        ExportAtif.Map(routes);
        VerifyRun.Map(routes);
        ListAnnotations.Map(routes);
        AcceptImport.Map(routes);
        ListImportFormats.Map(routes);
        GetBlob.Map(routes);
        ServeKeySet.Map(routes);
        RotateKeys.Map(routes);
        TrustKeys.Map(routes);
        ProveStep.Map(routes);
        ExportBundle.Map(routes);
        ShowProvenance.Map(routes);
        ListRedactions.Map(routes);
        ShowSettings.Map(routes);
        ChangeSettings.Map(routes);
        StartRescan.Map(routes);
    }
}
