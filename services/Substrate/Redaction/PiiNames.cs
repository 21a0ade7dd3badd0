namespace Substrate.Redaction;

/// <summary>The classes of personal data by their wire names, in a fixed order.</summary>
public static class PiiNames
{
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<PiiClasses>().Where(c => c != PiiClasses.None).Select(Name)];

    public static PiiClasses Every { get; } = Enum.GetValues<PiiClasses>().Aggregate((all, one) => all | one);

    public static IReadOnlyList<string> Of(PiiClasses pii) => [.. Enum.GetValues<PiiClasses>().Where(c => c != PiiClasses.None && pii.HasFlag(c)).Select(Name)];

    /// <summary>False with the first name that is no class.</summary>
    public static bool TryRead(IEnumerable<string> names, out PiiClasses pii, out string? unknown)
    {
        (pii, unknown) = (PiiClasses.None, null);
        foreach (var name in names)
        {
            var found = Enum.GetValues<PiiClasses>().FirstOrDefault(c => c != PiiClasses.None && Name(c) == name);
            if (found == PiiClasses.None)
            {
                unknown = name ?? "null";
                return false;
            }

            pii |= found;
        }

        return true;
    }

    private static string Name(PiiClasses one) => one.ToString().ToLowerInvariant();
}
