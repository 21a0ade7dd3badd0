using Context.Domain;
using Context.Storage;
using Contracts;
using Contracts.Context;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;
using Substrate.Compiling;

namespace Context.Features.Profiles;

/// <summary>Profiles and their versions: the organisation's own, and the platform's.</summary>
internal static class ReadProfiles
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2/context/profiles", List).WithName("Context.ListProfiles")
            .WithSummary("Profiles, each with its latest version; the default first.");
        routes.MapGet("/v2/context/profiles/{name}", Show).WithName("Context.ShowProfile")
            .WithSummary("The versions of a profile, newest first: who made them and why.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/v2/context/profiles/{name}/versions/{version:int}", ShowVersion).WithName("Context.ShowProfileVersion")
            .WithSummary("One version of a profile, whole.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/v2/context/profiles/{name}/diff", Diff).WithName("Context.DiffProfiles")
            .WithSummary("What differs between two versions, field by field. from and to are numbers of the name's versions, or NAME@N.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/v2/context/profiles/default/history", History).WithName("Context.ListDefaultProfiles")
            .WithSummary("Which profile was made the default when, by whom and why; newest first, the latest 200.");
    }

    public static ProblemHttpResult Unknown(string name) => Problem.NotFound("profile_unknown", $"There is no profile {name}.", "GET /v2/context/profiles lists them.");

    private static async Task<Ok<Page<ProfileSummary>>> List(Caller caller, ProfileStore profiles, CancellationToken cancel)
    {
        var standard = await profiles.DefaultAsync(caller.OrgId, cancel);
        var own = await profiles.ListAsync(caller.OrgId, null, cancel);
        var all = own.GroupBy(p => p.Name, StringComparer.Ordinal).Select(g => g.ToList()).Prepend([StoredProfile.Default]).Select(versions => new ProfileSummary(
            versions[0].Name, versions[0].Version, versions.Count, versions[0].Name == standard.Name, versions[0].Name == standard.Name ? standard.Version : null,
            versions[0].BuiltIn, versions[0].Author, versions[0].Reason, versions[0].At));
        return TypedResults.Ok(new Page<ProfileSummary>([.. all.OrderByDescending(p => p.IsDefault).ThenByDescending(p => p.BuiltIn).ThenBy(p => p.Name, StringComparer.Ordinal)], null));
    }

    private static async Task<Results<Ok<ProfileDetail>, ProblemHttpResult>> Show(string name, Caller caller, ProfileStore profiles, CancellationToken cancel)
    {
        var versions = name == StoredProfile.Default.Name ? [StoredProfile.Default] : await profiles.ListAsync(caller.OrgId, Known(name), cancel);
        if (versions.Count == 0)
        {
            return Unknown(name);
        }

        var standard = await profiles.DefaultAsync(caller.OrgId, cancel);
        return TypedResults.Ok(new ProfileDetail(
            name, standard.Name == name, standard.Name == name ? standard.Version : null, [.. versions.Select(version => version.Facts())]));
    }

    private static async Task<Results<Ok<ProfileVersionView>, ProblemHttpResult>> ShowVersion(string name, int version, Caller caller, ProfileStore profiles, CancellationToken cancel)
    {
        if (await profiles.FindAsync(caller.OrgId, new(name, version), cancel) is not { } found)
        {
            return Unknown(ProfileName.Of(name, version));
        }

        var standard = await profiles.DefaultAsync(caller.OrgId, cancel);
        return TypedResults.Ok(found.View(standard.Reference == found.Reference));
    }

    private static async Task<Results<Ok<ProfileDiff>, ProblemHttpResult>> Diff(
        string name, string? from, string? to, Caller caller, ProfileStore profiles, CancellationToken cancel)
    {
        var both = new List<StoredProfile>(2);
        foreach (var (field, asked) in new[] { ("from", from), ("to", to) })
        {
            if (string.IsNullOrWhiteSpace(asked) || ProfileName.Read(asked.Contains('@', StringComparison.Ordinal) ? asked : $"{name}@{asked}") is not { } read)
            {
                return Problem.Invalid("version_invalid", $"Say which versions: ?from=N&to=M, or NAME@N for another profile's; '{field}' is neither.", field);
            }
            if (await profiles.FindAsync(caller.OrgId, read, cancel) is not { } found)
            {
                return Unknown(ProfileName.Of(read.Name, read.Version!.Value));
            }

            both.Add(found);
        }

        return TypedResults.Ok(new ProfileDiff(both[0].Reference, both[1].Reference, ProfileFields.Between(both[0].Settings, both[1].Settings)));
    }

    private static async Task<Ok<Page<DefaultProfileChange>>> History(Caller caller, ProfileStore profiles, CancellationToken cancel) =>
        TypedResults.Ok(new Page<DefaultProfileChange>(await profiles.DefaultsAsync(caller.OrgId, cancel), null));

    // What cannot be a name is no profile's.
    private static string Known(string name) => ProfileRules.IsName(name) ? name : "";
}
