using Contracts.Context;
using Contracts.Memory;
using Substrate.Compiling;
using Substrate.Scoping;

namespace Context.Features.Compiles;

/// <summary>Why a compile request is refused, and the field at fault (path from the body's root, for instance <c>items[3].id</c>).</summary>
internal sealed record RequestFault(string Code, string Field, string Title);

/// <summary>What a compile request must look like. Checked as a whole before policy or memory is asked, so a refused request leaves nothing behind.</summary>
internal static class CompileRequestRules
{
    public const int MaxBudget = 2_000_000;
    public const int MaxTaskLength = 100_000;
    public const int MaxItems = 2_000;
    public const int MaxTextLength = 2_000_000;
    public const int MaxTotalLength = 8_000_000;
    public const int MaxNameLength = 500;
    public const int MaxUriLength = 4_000;
    public const int MaxMemories = 200;

    public static RequestFault? FirstFault(CompileRequest request, CompileProfile profile)
    {
        if (string.IsNullOrWhiteSpace(request.Task))
        {
            return new("task_missing", "task", "Say what the window is for: the task is empty.");
        }
        if (request.Task.Length > MaxTaskLength || request.Task.Contains('\0'))
        {
            return new("task_invalid", "task", $"A task has at most {MaxTaskLength:N0} characters and no NUL; this one has {request.Task.Length:N0}.");
        }
        if (request.Budget is < 1 or > MaxBudget)
        {
            return new("budget_out_of_range", "budget", $"The budget is in tokens, from 1 to {MaxBudget:N0}; {request.Budget:N0} is not.");
        }

        return ScopeFault("scope", request.Scope) ?? MemoryFault(request.Memory) ?? NameFault("model", request.Model)
            ?? RuleFault(request.DisabledRules) ?? ItemsFault(request.Items ?? [], profile);
    }

    private static RequestFault? ItemsFault(IReadOnlyList<ContextItem> items, CompileProfile profile)
    {
        if (items.Count > MaxItems)
        {
            return new("too_many_items", "items", $"A compile takes at most {MaxItems:N0} items; this one has {items.Count:N0}.");
        }

        var seen = new HashSet<string>(items.Count, StringComparer.Ordinal);
        var total = 0L;
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is not { } item)
            {
                return new("item_missing", $"items[{i}]", "An item is an object, not null.");
            }
            if (string.IsNullOrWhiteSpace(item.Id) || item.Id.Length > MaxNameLength || item.Id.Any(char.IsControl))
            {
                return new("item_id_invalid", $"items[{i}].id", $"An item needs an id of 1 to {MaxNameLength} characters, without control characters.");
            }
            if (!seen.Add(item.Id))
            {
                return new("item_id_repeated", $"items[{i}].id", $"Two items have the id '{item.Id}'; the receipt tells items apart by it.");
            }
            if (ItemFault($"items[{i}]", item, profile) is { } fault)
            {
                return fault;
            }

            total += item.Text.Length + (item.Summary?.Length ?? 0);
            if (total > MaxTotalLength)
            {
                return new("items_too_large", $"items[{i}].text", $"All items together have at most {MaxTotalLength:N0} characters; with this one they have more.");
            }
        }

        return null;
    }

    private static RequestFault? ItemFault(string field, ContextItem item, CompileProfile profile)
    {
        if (string.IsNullOrEmpty(item.Text) || item.Text.Length > MaxTextLength)
        {
            return new("item_text_invalid", $"{field}.text", $"An item's text has 1 to {MaxTextLength:N0} characters.");
        }
        if (item.Summary is { } summary && (summary.Length == 0 || summary.Length > item.Text.Length))
        {
            return new("item_summary_invalid", $"{field}.summary", "A summary is left out, or is not empty and no longer than the text it stands for.");
        }
        if (string.IsNullOrWhiteSpace(item.Source.Uri) || item.Source.Uri.Length > MaxUriLength)
        {
            return new("item_source_invalid", $"{field}.source.uri", $"An item says where it comes from, in 1 to {MaxUriLength:N0} characters.");
        }
        if (!(item.Weight is >= 0 and <= 1))
        {
            return new("item_weight_invalid", $"{field}.weight", "A weight is a number from 0 to 1.");
        }
        if (item.RetrievalScore is { } score && !(score is >= 0 and <= 1))
        {
            return new("item_retrieval_score_invalid", $"{field}.retrievalScore", "A retrieval score is left out, or a number from 0 to 1.");
        }
        if (item.Lane is not null && !profile.Lanes.Any(l => l.Name == item.Lane))
        {
            return new("item_lane_unknown", $"{field}.lane", $"There is no lane '{item.Lane}'. Lanes: {string.Join(", ", profile.Lanes.Select(l => l.Name))}.");
        }
        if (item.Memory is { } facts && (!IsMemoryType(facts.Type) || !(facts.Confidence is >= 0 and <= 1)))
        {
            return new("item_memory_invalid", $"{field}.memory", $"A memory's type is one of {MemoryTypes.Listed}, and its confidence is a number from 0 to 1.");
        }
        if (item.Kind == ItemKind.Memory && item.Memory is null)
        {
            return new("item_memory_missing", $"{field}.memory", "An item of kind memory says what it is as a memory: type, status, confidence, verified.");
        }

        return item.Scope is null ? null : ScopeFault($"{field}.scope", item.Scope);
    }

    private static RequestFault? MemoryFault(MemoryOptions? memory)
    {
        if (memory is null)
        {
            return null;
        }
        if (memory.Limit is < 1 or > MaxMemories)
        {
            return new("memory_limit_out_of_range", "memory.limit", $"A compile considers 1 to {MaxMemories} memories; {memory.Limit} is not. To use none, set memory.enabled to false.");
        }

        var types = memory.Types ?? [];
        for (var i = 0; i < types.Count; i++)
        {
            if (!IsMemoryType(types[i]))
            {
                return new("memory_type_unknown", $"memory.types[{i}]", $"'{types[i]}' is not a memory type. Types: {MemoryTypes.Listed}.");
            }
        }

        return null;
    }

    private static RequestFault? RuleFault(IReadOnlyList<string>? rules)
    {
        for (var i = 0; i < (rules?.Count ?? 0); i++)
        {
            if (string.IsNullOrWhiteSpace(rules![i]) || rules[i].Length > MaxNameLength)
            {
                return new("rule_invalid", $"disabledRules[{i}]", "A policy rule is named by its id; GET /v2/policies/envelopes/effective lists them.");
            }
        }

        return null;
    }

    private static RequestFault? ScopeFault(string field, Scope scope) =>
        NameFault($"{field}.project", scope.Project) ?? NameFault($"{field}.repo", scope.Repo) ?? NameFault($"{field}.agent", scope.Agent)
        ?? NameFault($"{field}.user", scope.User) ?? NameFault($"{field}.taskType", scope.TaskType) ?? NameFault($"{field}.run", scope.Run);

    private static RequestFault? NameFault(string field, string? name) =>
        name is null || (!string.IsNullOrWhiteSpace(name) && name.Length <= MaxNameLength && !name.Any(char.IsControl))
            ? null
            : new("name_invalid", field, $"'{field}' is left out, or has 1 to {MaxNameLength} characters and no control characters.");

    private static bool IsMemoryType(string? type) => type is not null && MemoryTypes.All.Contains(type);
}
