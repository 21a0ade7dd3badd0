using System.Text.Json;
using System.Text.Json.Nodes;
using Substrate.Compiling;

namespace Contracts.Context;

/// <param name="DefaultVersion">The version that a compile gets which asks for no profile; null when that is another profile's.</param>
/// <param name="Author">Of the latest version; <c>built-in</c> for the platform's own.</param>
public sealed record ProfileSummary(
    string Name, int LatestVersion, int Versions, bool IsDefault, int? DefaultVersion, bool BuiltIn, string Author, string Reason, DateTimeOffset? At);

/// <param name="Base">The version it was made from, NAME@N.</param>
/// <param name="Hash">SHA-256 (hex) of the settings as canonical JSON (RFC 8785).</param>
/// <param name="At">Null for a built-in one: it came with the build.</param>
public sealed record ProfileVersionFacts(int Version, string Author, string Reason, DateTimeOffset? At, string Hash, string? Base, bool BuiltIn);

public sealed record ProfileDetail(string Name, bool IsDefault, int? DefaultVersion, IReadOnlyList<ProfileVersionFacts> Versions);

/// <param name="Fields">The settings, field by field: what <see cref="CreateProfileVersion.Changes"/> may name.</param>
public sealed record ProfileVersionView(
    string Name, int Version, bool IsDefault, string Author, string Reason, DateTimeOffset? At, string Hash, string? Base, bool BuiltIn, ProfileSettings Profile,
    IReadOnlyDictionary<string, JsonNode?> Fields);

/// <summary>A new version of a profile: its settings whole, or a base with changes to some fields.</summary>
/// <param name="Name">Lower-case letters, digits and hyphens. <c>default</c> is the platform's own and takes no versions.</param>
/// <param name="Base">NAME or NAME@N; without one the changes are to the latest version of the name.</param>
/// <param name="Changes">Field path to value, for instance <c>"weights.lexical": 0.4</c>.</param>
public sealed record CreateProfileVersion(
    string Name, string Reason, string? Base = null, ProfileSettings? Profile = null, IReadOnlyDictionary<string, JsonElement>? Changes = null);

public sealed record ProfileDiff(string From, string To, IReadOnlyList<ProfileChange> Changes);

public sealed record SetDefaultProfile(string Name, int Version, string Reason);

/// <param name="From">What was the default before, NAME@N.</param>
public sealed record DefaultProfileChange(string From, string To, string Author, string Reason, DateTimeOffset At);
