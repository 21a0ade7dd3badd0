using System.Text.RegularExpressions;

namespace Recorder.Domain.Importing;

/// <summary>Repository names out of benchmark instance ids: <c>django__django-123</c> and <c>pydantic__pydantic.acb0f10f.pr_8316</c>.</summary>
internal static partial class RepoNames
{
    public static string? FromInstance(string? instanceId) =>
        instanceId is not null && Instance().Match(instanceId) is { Success: true } m ? $"{m.Groups["owner"].Value}/{m.Groups["name"].Value}" : null;

    public static string? FromGitHub(string? url) =>
        url is not null && GitHub().Match(url) is { Success: true } m ? $"{m.Groups["owner"].Value}/{m.Groups["name"].Value}" : null;

    [GeneratedRegex(@"^(?<owner>[A-Za-z0-9_.-]+?)__(?<name>[A-Za-z0-9_.-]+?)(-i?\d+|\.[0-9a-f]{7,40}(\..+)?)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 200)]
    private static partial Regex Instance();

    [GeneratedRegex(@"github\.com[/:](?<owner>[A-Za-z0-9_.-]+)/(?<name>[A-Za-z0-9_.-]+?)(\.git)?/?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 200)]
    private static partial Regex GitHub();
}
