using Substrate.Compiling;
using Substrate.Hashing;

namespace Context.Domain;

/// <summary>One version of a profile, with who made it and why.</summary>
internal sealed record StoredProfile(
    string Name, int Version, ProfileSettings Settings, string Hash, string? Base, string Author, string Reason, DateTimeOffset? At, bool BuiltIn)
{
    /// <summary>The platform's own profile. Its name takes no other versions, so that what a build brings never collides with what an organisation made.</summary>
    public static StoredProfile Default { get; } = FromBuild(CompileProfile.Default);

    public CompileProfile Profile { get; } = Settings.Named(Name, Version);

    public string Reference => ProfileName.Of(Name, Version);

    public static string HashOf(ProfileSettings settings) => ContentHash.OfJson(settings);

    private static StoredProfile FromBuild(CompileProfile profile) => new(
        profile.Name, profile.Version, ProfileSettings.Of(profile), HashOf(ProfileSettings.Of(profile)), null, "built-in", "Comes with the platform.", null, true);
}
