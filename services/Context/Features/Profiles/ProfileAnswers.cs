using Context.Domain;
using Contracts.Context;
using Substrate.Compiling;

namespace Context.Features.Profiles;

/// <summary>A stored version as it is answered.</summary>
internal static class ProfileAnswers
{
    public static ProfileVersionFacts Facts(this StoredProfile profile) =>
        new(profile.Version, profile.Author, profile.Reason, profile.At, profile.Hash, profile.Base, profile.BuiltIn);

    public static ProfileVersionView View(this StoredProfile profile, bool isDefault) => new(
        profile.Name, profile.Version, isDefault, profile.Author, profile.Reason, profile.At, profile.Hash, profile.Base, profile.BuiltIn, profile.Settings,
        ProfileFields.Of(profile.Settings));
}
