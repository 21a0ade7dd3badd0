using Context.Domain;
using Context.Storage;
using Contracts.Context;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using ServiceDefaults.Http;
using ServiceDefaults.Live;
using ServiceDefaults.Tenancy;
using Substrate.Compiling;
using Substrate.Hashing;

namespace Context.Features.Profiles;

/// <summary>A new version of a profile. Versions are numbered from 1 and never change; the same settings twice are one version.</summary>
internal static class CreateVersion
{
    private const int MaxVersions = 1_000;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v2/context/profiles", Handle)
        .WithName("Context.CreateProfileVersion")
        .WithSummary("A new version of a profile: its settings whole, or a base with changes. The settings that the latest version has already give that one back (200).")
        .Produces<ProfileVersionView>(StatusCodes.Status201Created)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Results<Ok<ProfileVersionView>, Created<ProfileVersionView>, ProblemHttpResult>> Handle(
        CreateProfileVersion request, Caller caller, ProfileStore profiles, Database<ContextDb> database, OrgRedaction redaction, TimeProvider clock, CancellationToken cancel)
    {
        if (!ProfileRules.IsName(request.Name))
        {
            return Problem.Invalid("profile_name_invalid", $"A profile's name has 1 to {ProfileRules.MaxNameLength} lower-case letters, digits and hyphens, a letter first.", "name");
        }
        if (request.Name == StoredProfile.Default.Name)
        {
            return Problem.Invalid("profile_built_in", $"'{request.Name}' is the platform's own profile and takes no versions.", "name", "Give yours a name of its own and make it the default: PUT /v2/context/profiles/default.");
        }
        if (ChangeReason.Fault(request.Reason, "it stands beside the version from now on") is { } unexplained)
        {
            return unexplained;
        }
        if ((request.Profile is null) == (request.Changes is null))
        {
            return Problem.Invalid("profile_ambiguous", "Send either 'profile', the settings whole, or 'changes' to a base.", request.Profile is null ? "profile" : "changes");
        }

        await using var connection = await database.OpenAsync(caller.OrgId, cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await ProfileWriter.LockAsync(connection, transaction, caller.OrgId, cancel);
        var latest = await profiles.FindWithinAsync(connection, transaction, caller.OrgId, new(request.Name, null), cancel);
        var (based, refusal) = await Base(request, latest, profiles, connection, transaction, caller.OrgId, cancel);
        if (refusal is not null)
        {
            return refusal;
        }

        var (settings, fault) = request.Profile is { } whole ? (whole, null) : ProfileFields.With(based!.Settings, request.Changes!);
        fault ??= ProfileRules.FirstFault(settings!);
        if (fault is not null)
        {
            return Problem.Unprocessable("profile_invalid", fault.Message, request.Profile is null ? $"changes.{fault.Path}" : $"profile.{fault.Path}");
        }

        var standard = await profiles.DefaultWithinAsync(connection, transaction, caller.OrgId, cancel);
        var hash = StoredProfile.HashOf(settings!);
        if (latest?.Hash == hash)
        {
            return TypedResults.Ok(latest.View(standard.Reference == latest.Reference));
        }
        if (latest?.Version >= MaxVersions)
        {
            return Problem.Unprocessable("profile_too_many_versions", $"A profile has at most {MaxVersions:N0} versions; go on under another name.", "name");
        }

        var made = new StoredProfile(
            request.Name, (latest?.Version ?? 0) + 1, settings!, hash, based?.Reference, caller.Subject, redaction.Of(caller.OrgId, request.Reason.Trim()),
            Moment.Stored(clock.GetUtcNow()), false);
        await ProfileWriter.AddAsync(connection, transaction, caller.OrgId, made, cancel);
        await transaction.CommitAsync(cancel);
        return TypedResults.Created($"/v2/context/profiles/{made.Name}/versions/{made.Version}", made.View(false));
    }

    /// <summary>What the changes are to: the base asked for, else the latest version of the name, else the platform's own.</summary>
    private static async Task<(StoredProfile? Base, ProblemHttpResult? Refusal)> Base(
        CreateProfileVersion request, StoredProfile? latest, ProfileStore profiles, NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId,
        CancellationToken cancel)
    {
        if (request.Base is null)
        {
            return (request.Profile is null ? latest ?? StoredProfile.Default : latest, null);
        }

        var found = ProfileName.Read(request.Base) is { } asked ? await profiles.FindWithinAsync(connection, transaction, orgId, asked, cancel) : null;
        return found is null ? (null, Problem.Unprocessable("profile_unknown", $"There is no profile '{request.Base}' to base it on.", "base")) : (found, null);
    }
}
