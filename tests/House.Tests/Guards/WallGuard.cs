using System.Text.RegularExpressions;
using House.Tests.Reading;

namespace House.Tests.Guards;

/// <summary>Walls inside one assembly, which project references cannot hold.</summary>
internal static partial class WallGuard
{
    /// <summary>A capability never uses another: what two need belongs to Domain or Storage.</summary>
    public static IEnumerable<string> BetweenFeatures(IEnumerable<SourceFile> files)
    {
        foreach (var file in files)
        {
            if (Feature().Match(file.Path) is not { Success: true } home)
            {
                continue;
            }
            foreach (Match use in FeatureUse().Matches(file.Code))
            {
                if (use.Groups["feature"].Value != home.Groups["feature"].Value)
                {
                    yield return $"{file.Path}:{file.LineOf(use.Index)}: uses {use.Value.Trim()}; a capability never uses another.";
                }
            }
        }
    }

    /// <summary>A domain decides; it neither stores, sends, serves, nor looks at the clock.</summary>
    public static IEnumerable<string> InDomain(IEnumerable<SourceFile> files) =>
        from file in files
        where DomainFile().IsMatch(file.Path)
        from Match use in DomainForbidden().Matches(file.Code)
        select $"{file.Path}:{file.LineOf(use.Index)}: a domain may not use {use.Value.Trim()}.";

    public static IEnumerable<string> UsingsOfAppHost(SourceFile appHost) =>
        from Match use in Using().Matches(appHost.Code)
        select $"{appHost.Path}:{appHost.LineOf(use.Index)}: AppHost.cs has no using lines, so that both backends fit under it.";

    public static IEnumerable<string> BusTelemetry(IEnumerable<SourceFile> files) =>
        from file in files
        where file.Code.Contains(".AddMassTransit(", StringComparison.Ordinal) && !file.Code.Contains(".DisableUsageTelemetry(", StringComparison.Ordinal)
        select $"{file.Path}: a bus is configured without DisableUsageTelemetry().";

    [GeneratedRegex(@"^services/[A-Za-z]+/Features/(?<feature>[A-Za-z]+)/.+\.cs$")]
    private static partial Regex Feature();

    // A property of that name (context.Features.Get) is not the namespace.
    [GeneratedRegex(@"(?<!\b[a-z_]\w*\s*\.\s*)\bFeatures\s*\.\s*(?<feature>[A-Z]\w*)")]
    private static partial Regex FeatureUse();

    [GeneratedRegex(@"^services/(?!Substrate/|Contracts/)[A-Za-z]+/Domain/.+\.cs$")]
    private static partial Regex DomainFile();

    [GeneratedRegex(@"\b(Microsoft\s*\.\s*(EntityFrameworkCore|AspNetCore)|MassTransit|Npgsql|ServiceDefaults|Contracts|DbContext|HttpContext|IResult|Random\s*\.\s*Shared|RandomNumberGenerator|DateTime(Offset)?\s*\.\s*(Utc)?Now|TimeProvider|Guid\s*\.\s*(NewGuid|CreateVersion7)|File\s*\.\s*[A-Z]\w+|Environment\s*\.\s*[A-Z]\w+|HttpClient)\b")]
    private static partial Regex DomainForbidden();

    [GeneratedRegex(@"^\s*(global\s+)?using\s+(static\s+)?[A-Z][\w.]*\s*;", RegexOptions.Multiline)]
    private static partial Regex Using();
}
