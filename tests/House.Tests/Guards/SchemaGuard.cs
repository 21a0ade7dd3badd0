using System.Text.RegularExpressions;
using House.Tests.Reading;

namespace House.Tests.Guards;

/// <summary>Every table belongs to an organisation and PostgreSQL itself enforces it, also against the table's owner.</summary>
internal static partial class SchemaGuard
{
    /// <param name="exempt">Table to the reason why no organisation owns its rows.</param>
    public static IEnumerable<string> Breaches(IReadOnlyCollection<SourceFile> migrations, IReadOnlyDictionary<string, string> exempt)
    {
        foreach (var room in migrations.Where(file => file.Path.EndsWith(".up.sql", StringComparison.Ordinal)).GroupBy(file => file.Folder))
        {
            var all = string.Join('\n', room.OrderBy(file => file.Path, StringComparer.Ordinal).Select(file => Unrolled(Comment().Replace(file.Text, ""))));
            foreach (Match table in Table().Matches(all))
            {
                var name = table.Groups["name"].Value;
                if (exempt.ContainsKey(name) || Dropped(all, name))
                {
                    continue;
                }
                if (!OrgColumn().IsMatch(table.Groups["body"].Value))
                {
                    yield return $"{room.Key}: {name} has no org_id uuid.";
                }
                foreach (var (what, pattern) in new[]
                {
                    ("ENABLE ROW LEVEL SECURITY", $@"ALTER\s+TABLE\s+{name}\s[^;]*ENABLE\s+ROW\s+LEVEL\s+SECURITY"),
                    ("FORCE ROW LEVEL SECURITY", $@"ALTER\s+TABLE\s+{name}\s[^;]*FORCE\s+ROW\s+LEVEL\s+SECURITY"),
                    ("a tenant policy on app.org_id", $@"CREATE\s+POLICY\s+tenant\s+ON\s+{name}\s[^;]*app\.org_id[^;]*WITH\s+CHECK[^;]*app\.org_id"),
                })
                {
                    if (!Regex.IsMatch(all, pattern, RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)))
                    {
                        yield return $"{room.Key}: {name} lacks {what}.";
                    }
                }
            }
        }
    }

    public static IEnumerable<string> WithoutWayBack(IReadOnlyCollection<SourceFile> migrations) =>
        from up in migrations
        where up.Path.EndsWith(".up.sql", StringComparison.Ordinal)
        let down = up.Path[..^".up.sql".Length] + ".down.sql"
        where !migrations.Any(file => file.Path == down && file.Text.Trim().Length > 0)
        select $"{up.Path}: has no {down}.";

    /// <summary>A loop over table names says for each of them what it says once.</summary>
    private static string Unrolled(string sql) => Loop().Replace(sql, loop =>
        string.Join('\n', TableName().Matches(loop.Groups["names"].Value).Select(name => loop.Groups["body"].Value.Replace("%I", name.Groups["name"].Value, StringComparison.Ordinal))));

    private static bool Dropped(string sql, string table) =>
        Regex.IsMatch(sql, $@"DROP\s+TABLE\s+(IF\s+EXISTS\s+)?{table}\b", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    [GeneratedRegex(@"--[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"CREATE\s+(UNLOGGED\s+)?TABLE\s+(IF\s+NOT\s+EXISTS\s+)?(?<name>[a-z_][a-z0-9_]*)\s*\((?<body>.*?)\)\s*;", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Table();

    [GeneratedRegex(@"FOREACH\s+\w+\s+IN\s+ARRAY\s+ARRAY\s*\[(?<names>[^\]]*)\]\s*LOOP(?<body>.*?)END\s+LOOP", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Loop();

    [GeneratedRegex(@"'(?<name>[a-z_][a-z0-9_]*)'")]
    private static partial Regex TableName();

    [GeneratedRegex(@"\borg_id\s+uuid\b", RegexOptions.IgnoreCase)]
    private static partial Regex OrgColumn();
}
