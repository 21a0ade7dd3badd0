using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using ServiceDefaults.Tenancy;
using Substrate.Compiling;
using Substrate.Json;
using Substrate.Policies;

namespace Policy.Storage;

/// <summary>What all decisions of one answer have in common.</summary>
internal sealed record DecisionOccasion(
    Guid? RunId, Guid? CompileId, IReadOnlyList<EnvelopeRef> Envelopes, IReadOnlyList<string> DisabledRules, Caller Caller, DateTimeOffset At);

/// <summary>Records a batch in one statement: policy is asked twice on the path of every compile, and an answer waits for this.</summary>
internal static class DecisionRecorder
{
    private const string Insert = """
        INSERT INTO policy_decisions
            (id, org_id, run_id, compile_id, subject_id, kind, sensitivity, effect, code, rules, reason, envelopes, disabled_rules, caller, caller_role, at)
        SELECT d.id, @org, @run, @compile, d.subject_id, d.kind, d.sensitivity, d.effect, d.code, d.rules::jsonb, d.reason, @envelopes, @disabled, @caller, @role, @at
        FROM unnest(@ids, @subjects, @kinds, @sensitivities, @effects, @codes, @rules, @reasons)
            AS d (id, subject_id, kind, sensitivity, effect, code, rules, reason)
        """;

    public static async Task Record(
        NpgsqlConnection connection, DecisionOccasion occasion, IReadOnlyList<PolicySubject> subjects,
        IReadOnlyList<EnvelopeDecision> decisions, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Insert, connection);
        var parameters = command.Parameters;
        parameters.AddWithValue("org", occasion.Caller.OrgId);
        parameters.Add(new NpgsqlParameter("run", NpgsqlDbType.Uuid) { Value = (object?)occasion.RunId ?? DBNull.Value });
        parameters.Add(new NpgsqlParameter("compile", NpgsqlDbType.Uuid) { Value = (object?)occasion.CompileId ?? DBNull.Value });
        parameters.AddWithValue("envelopes", NpgsqlDbType.Jsonb, JsonSerializer.Serialize(occasion.Envelopes, PlatformJson.Options));
        parameters.AddWithValue("disabled", NpgsqlDbType.Jsonb, JsonSerializer.Serialize(occasion.DisabledRules, PlatformJson.Options));
        parameters.AddWithValue("caller", occasion.Caller.Subject);
        parameters.AddWithValue("role", WireNames.Of(occasion.Caller.Role));
        parameters.AddWithValue("at", occasion.At);
        parameters.AddWithValue("ids", decisions.Select(_ => Guid.CreateVersion7(occasion.At)).ToArray());
        parameters.AddWithValue("subjects", decisions.Select(d => d.SubjectId).ToArray());
        parameters.AddWithValue("kinds", decisions.Select(d => WireNames.Of(d.Kind)).ToArray());
        parameters.Add(new NpgsqlParameter("sensitivities", NpgsqlDbType.Array | NpgsqlDbType.Text)
        {
            Value = subjects.Select(s => s.Sensitivity is { } sensitivity ? WireNames.Of(sensitivity) : null).ToArray(),
        });
        parameters.AddWithValue("effects", decisions.Select(d => WireNames.Of(d.Effect)).ToArray());
        parameters.AddWithValue("codes", decisions.Select(d => WireNames.Of(d.Code)).ToArray());
        parameters.AddWithValue("rules", decisions.Select(d => JsonSerializer.Serialize(d.Rules, PlatformJson.Options)).ToArray());
        parameters.AddWithValue("reasons", decisions.Select(d => d.Reason).ToArray());
        await command.ExecuteNonQueryAsync(cancel);
    }
}
