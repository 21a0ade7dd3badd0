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
            if (CompileItemRules.FirstFault($"items[{i}]", item, profile) is { } fault)
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

    public static RequestFault? ScopeFault(string field, Scope scope) =>
        NameFault($"{field}.project", scope.Project) ?? NameFault($"{field}.repo", scope.Repo) ?? NameFault($"{field}.agent", scope.Agent)
        ?? NameFault($"{field}.user", scope.User) ?? NameFault($"{field}.taskType", scope.TaskType) ?? NameFault($"{field}.run", scope.Run);

    private static RequestFault? NameFault(string field, string? name) =>
        name is null || (!string.IsNullOrWhiteSpace(name) && name.Length <= MaxNameLength && !name.Any(char.IsControl))
            ? null
            : new("name_invalid", field, $"'{field}' is left out, or has 1 to {MaxNameLength} characters and no control characters.");

    public static bool IsMemoryType(string? type) => type is not null && MemoryTypes.All.Contains(type);
}
