using Context.Domain;
using Context.Storage;
using Contracts.Context;
using Contracts.Memory;
using Contracts.Policy;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;
using Substrate.Compiling;
using Substrate.Hashing;
using Substrate.Tokens;

namespace Context.Features.Compiles;

/// <summary>
/// From a request to a window: what policy lets this caller see at all, memory for the task within that, policy on every candidate, the compiler. Keeps nothing.
/// </summary>
internal sealed class WindowCompiler(
    IPolicyApi policy, IMemoryApi memory, ProfileStore profiles, ProjectRedaction projects, OrgRedaction redaction, BuildVersion build, TextWork work,
    TimeProvider clock, ILogger<ContextModule> log, CompareMeaning? meaning = null)
{
    /// <param name="kept">Whether the compile will be kept: then policy's decisions name it.</param>
    public async Task<(CompiledWindow? Window, ProblemHttpResult? Refusal)> Compile(
        CompileRequest request, Caller caller, bool kept, StageTimes timing, CancellationToken cancel)
    {
        var (profile, unknown) = await ProfileOf(request.Profile, caller.OrgId, cancel);
        if (profile is null)
        {
            return (null, unknown);
        }
        if (CompileRequestRules.FirstFault(request, profile) is { } fault)
        {
            return (null, Problem.Invalid(fault.Code, fault.Title, fault.Field));
        }

        // Before anything is hashed, stored or sent on.
        var settings = await projects.ForAsync(caller.OrgId, request.Scope.Project, cancel);
        var redact = new RequestRedaction(work, caller.OrgId);
        request = redact.WithoutSecrets(request, settings);
        timing.Mark("redact");

        // The receipt and its row must say the same instant.
        var now = Moment.Stored(clock.GetUtcNow());
        var id = Guid.CreateVersion7(now);
        var given = request.Items ?? [];
        var disabled = request.DisabledRules ?? [];

        var recalled = Recalled.Nothing;
        if (request.Memory?.Enabled != false)
        {
            var (sees, unseen) = await AskPolicy.Limits(disabled, policy, log, cancel);
            timing.Mark("policy");
            if (sees is null)
            {
                return (null, unseen);
            }
            recalled = await RecallMemory.Ask(request, sees.Limits, given.Select(i => i.Id).ToHashSet(StringComparer.Ordinal), memory, log, cancel);
            timing.Mark("memory");
        }

        IReadOnlyList<ContextItem> items = [.. given, .. recalled.Items.Select(item => redact.Recalled(item, settings))];
        var (answer, refusal) = await AskPolicy.About(items, request.Scope, kept ? id : null, request.RunId, disabled, policy, log, cancel);
        timing.Mark("policy");
        if (answer is null)
        {
            return (null, refusal);
        }

        var decisions = answer.Decisions.ToDictionary(d => d.SubjectId, StringComparer.Ordinal);
        var input = new CompileInput(
            request.Task, request.Scope, request.Budget, items, decisions, profile, answer.Envelopes, disabled, recalled.Snapshot, build.Value, now)
        {
            // Not what the project takes out: that is gone from every text already, and a window is computed again without knowing it.
            Redaction = redaction.For(caller.OrgId),
            Redact = (text, keyed) => work.Redact(caller.OrgId, text, keyed),
        };
        if (meaning is not null)
        {
            input = input with { Semantic = await meaning.Ask(input, caller.OrgId, cancel) };
            timing.Mark("embed");
        }
        var output = Compiler.Compile(input, work.Counter(caller.OrgId, TokenCounters.ForModel(request.Model)));
        timing.Mark("pack");
        if (PinnedRoom.FirstFault(given, output.Receipt) is { } noRoom)
        {
            return (null, Problem.Unprocessable(noRoom.Code, noRoom.Title, noRoom.Field));
        }
        return (new(id, request, items, decisions, output, recalled, input.Semantic), null);
    }

    private async Task<(CompileProfile? Profile, ProblemHttpResult? Refusal)> ProfileOf(string? asked, Guid orgId, CancellationToken cancel)
    {
        if (asked is null)
        {
            return ((await profiles.DefaultAsync(orgId, cancel)).Profile, null);
        }

        return ProfileName.Read(asked) is { } name && await profiles.FindAsync(orgId, name, cancel) is { } found
            ? (found.Profile, null)
            : (null, Problem.Unprocessable("profile_unknown", "There is no profile of that name and version.", "profile", "Name it as NAME or NAME@N; GET /v2/context/profiles lists them."));
    }
}
