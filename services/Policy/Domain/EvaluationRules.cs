using Substrate.Policies;
using Substrate.Scoping;

namespace Policy.Domain;

/// <summary>Why a question cannot be answered, and the field that is at fault (JSON path from the body's root).</summary>
internal sealed record Refusal(string Code, string Field, string Title);

/// <summary>What a batch of questions must look like before it is evaluated; nothing of a refused batch is decided or recorded.</summary>
internal static class EvaluationRules
{
    public const int MaxSubjects = 1_000;
    public const int MaxIdLength = 500;
    public const int MaxScopeKeyLength = 500;
    public const int MaxDisabledRules = 100;

    public static Refusal? FirstProblem(Scope scope, IReadOnlyList<PolicySubject> subjects, IReadOnlyList<string> disabledRules, PolicyEnvelope envelope)
    {
        if (subjects.Count > MaxSubjects)
        {
            return new("too_many_subjects", "subjects", $"A batch has at most {MaxSubjects:N0} subjects; this one has {subjects.Count:N0}.");
        }

        return ScopeProblem("scope", scope) ?? DisabledProblem(disabledRules, envelope) ?? SubjectProblem(subjects);
    }

    private static Refusal? SubjectProblem(IReadOnlyList<PolicySubject> subjects)
    {
        var seen = new HashSet<string>(subjects.Count, StringComparer.Ordinal);
        for (var i = 0; i < subjects.Count; i++)
        {
            var subject = subjects[i];
            if (subject is null)
            {
                return new("subject_missing", $"subjects[{i}]", "A subject is an object, not null.");
            }
            if (string.IsNullOrWhiteSpace(subject.Id) || subject.Id.Length > MaxIdLength || subject.Id.Any(char.IsControl))
            {
                return new("subject_id_invalid", $"subjects[{i}].id", $"A subject needs an id of 1 to {MaxIdLength} characters, without control characters.");
            }
            if (!seen.Add(subject.Id))
            {
                return new("subject_id_repeated", $"subjects[{i}].id", $"Two subjects have the id '{subject.Id}'; decisions are told apart by it.");
            }
            if (subject.Kind != SubjectKind.Data && string.IsNullOrWhiteSpace(subject.Name))
            {
                return new("subject_name_missing", $"subjects[{i}].name", $"{(subject.Kind == SubjectKind.Action ? "An action" : "A model")} is asked about by its name, and this one has none.");
            }
            if (subject.Scope is not null && ScopeProblem($"subjects[{i}].scope", subject.Scope) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static Refusal? DisabledProblem(IReadOnlyList<string> disabledRules, PolicyEnvelope envelope)
    {
        if (disabledRules.Count > MaxDisabledRules)
        {
            return new("too_many_disabled_rules", "disabledRules", $"At most {MaxDisabledRules} rules can be left out at once.");
        }
        for (var i = 0; i < disabledRules.Count; i++)
        {
            if (!envelope.Rules.Any(r => r.Id == disabledRules[i]))
            {
                return new(
                    "unknown_rule", $"disabledRules[{i}]",
                    $"There is no policy rule '{disabledRules[i]}'. Rules in force: {string.Join(", ", envelope.Rules.Select(r => r.Id))}.");
            }
        }

        return null;
    }

    private static Refusal? ScopeProblem(string field, Scope scope)
    {
        foreach (var (name, key) in new[]
                 {
                     ("project", scope.Project), ("repo", scope.Repo), ("agent", scope.Agent), ("user", scope.User), ("taskType", scope.TaskType), ("run", scope.Run),
                 })
        {
            if (key is not null && (string.IsNullOrWhiteSpace(key) || key.Length > MaxScopeKeyLength || key.Any(char.IsControl)))
            {
                return new("scope_key_invalid", $"{field}.{name}", $"A scope key is left out or has 1 to {MaxScopeKeyLength} characters and no control characters.");
            }
        }

        return null;
    }
}
