using Contracts.Context;
using Contracts.Memory;
using Contracts.Provenance;
using Contracts.Recorder;

namespace Contracts;

/// <summary>
/// Who must have handled a message before its outbox row is done: message type to consumer endpoint names.
/// The publisher needs it because an in-memory bus forgets and a broker does not say who consumed. Held equal to the registered consumers by a test.
/// </summary>
public static class Subscriptions
{
    public static IReadOnlyDictionary<Type, string[]> All { get; } = new Dictionary<Type, string[]>
    {
        [typeof(RunCompleted)] = ["memory-distill-on-run-completed"],
        [typeof(ContextCompiled)] = ["memory-link-on-context-compiled", "recorder-annotate-on-context-compiled"],
        [typeof(MemoryAccepted)] = ["recorder-annotate-on-memory-accepted"],
        [typeof(RedactionSettingsChanged)] = ["context-keep-on-redaction-settings-changed"],
        [typeof(ProvenanceRecorded)] = ["recorder-keep-on-provenance-recorded"],
    };
}
