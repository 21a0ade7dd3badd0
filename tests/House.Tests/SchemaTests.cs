using House.Tests.Guards;
using House.Tests.Reading;
using Xunit;

namespace House.Tests;

public sealed class SchemaTests
{
    private static readonly Dictionary<string, string> Exempt = new(StringComparer.Ordinal)
    {
        ["schema_versions"] = "Says which migrations a database has; it is about the database, and no organisation's rows are in it.",
    };

    private static readonly List<SourceFile> Migrations = [.. Repository.Files.Where(file => file.Path.EndsWith(".sql", StringComparison.Ordinal))];

    private const string Sound = """
        CREATE TABLE notes (
            org_id uuid NOT NULL,
            id uuid PRIMARY KEY
        );
        ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
        ALTER TABLE notes FORCE ROW LEVEL SECURITY;
        CREATE POLICY tenant ON notes USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
            WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
        """;

    [Fact]
    public void Every_table_belongs_to_an_organisation_by_force() => Assert.Empty(SchemaGuard.Breaches(Migrations, Exempt));

    [Fact]
    public void Every_service_has_a_schema() =>
        Assert.All(["Recorder", "Memory", "Context", "Policy", "Gateway"], service =>
            Assert.Contains(Migrations, file => file.Path.StartsWith($"services/{service}/Storage/Schema/", StringComparison.Ordinal)));

    [Fact]
    public void A_sound_table_is_let_through() => Assert.Empty(SchemaGuard.Breaches([Migration(Sound)], Exempt));

    [Theory]
    [InlineData("org_id uuid NOT NULL,")]
    [InlineData("ALTER TABLE notes ENABLE ROW LEVEL SECURITY;")]
    [InlineData("ALTER TABLE notes FORCE ROW LEVEL SECURITY;")]
    [InlineData("CREATE POLICY tenant ON notes")]
    [InlineData("WITH CHECK")]
    public void A_table_without_a_part_of_its_wall_is_found(string part) =>
        Assert.NotEmpty(SchemaGuard.Breaches([Migration(Sound.Replace(part, "", StringComparison.Ordinal))], Exempt));

    [Fact]
    public void Every_migration_has_a_way_back() => Assert.Empty(SchemaGuard.WithoutWayBack(Migrations));

    [Fact]
    public void A_migration_without_a_way_back_is_found() => Assert.NotEmpty(SchemaGuard.WithoutWayBack([Migration(Sound)]));

    private static SourceFile Migration(string sql) => new("services/Memory/Storage/Schema/0001_notes.up.sql", sql);
}
