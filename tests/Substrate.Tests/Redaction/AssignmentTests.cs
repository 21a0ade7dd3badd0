using Substrate.Redaction;
using Xunit;

namespace Substrate.Tests.Redaction;

/// <summary>Secrets without a shape, given away by their name. {0} is the secret; all values are made up.</summary>
public sealed class AssignmentTests
{
    private const string Chance = "q7Vx2mKz9pLw";

    [Theory]
    [InlineData("password = \"{0}\"")]
    [InlineData("DB_PASSWORD={0}")]
    [InlineData("export SMTP_PASSWORD={0} # for the mailer")]
    [InlineData("docker run -e MYSQL_ROOT_PASSWORD={0} mysql")]
    [InlineData("\"password\": \"{0}\",")]
    [InlineData("{\\\"password\\\": \\\"{0}\\\"}")]
    [InlineData("  clientSecret: '{0}'")]
    [InlineData("access_token: {0}")]
    [InlineData("spring.datasource.password={0}")]
    [InlineData("<password>{0}</password>")]
    [InlineData("<add key=\"ApiSecret\" value=\"{0}\" />")]
    [InlineData(":password => '{0}'")]
    [InlineData("config['auth_token'] = '{0}'")]
    [InlineData("setPassword(\"{0}\")")]
    [InlineData("login(\"kim\", password=\"{0}\")")]
    [InlineData("headers.put(\"X-Auth-Token\", \"{0}\")")]
    [InlineData("if (password == \"{0}\") open();")]
    [InlineData("const apiKey: string = \"{0}\";")]
    [InlineData("let api_secret = b\"{0}\";")]
    [InlineData("Password := []byte(\"{0}\")")]
    [InlineData("mysqldump --password={0} shop")]
    [InlineData("CREATE USER app IDENTIFIED BY '{0}'")]
    [InlineData("ALTER ROLE app WITH PASSWORD '{0}'")]
    [InlineData("https://host/callback?access_token={0}&state=1")]
    [InlineData("postgres://app:{0}@db:5432/shop")]
    [InlineData("app:{0}@tcp(db:3306)/shop")]
    [InlineData("Server=db;Database=shop;User Id=sa;Password={0};")]
    [InlineData("Authorization:\n  - Basic {0}")]
    [InlineData("tokens = [\"{0}\"]")]
    [InlineData("\"secret\":\n    \"{0}\"")]
    public void A_value_that_looks_like_chance_is_taken_by_its_name(string line)
    {
        foreach (var profile in new[] { RedactionProfile.Block, RedactionProfile.Scrub })
        {
            var text = line.Replace("{0}", Chance, StringComparison.Ordinal);
            var span = Assert.Single(Redactor.Find(text, profile, PiiClasses.None));
            Assert.Equal(Chance, text.Substring(span.Start, span.Length));
        }
    }

    [Theory]
    [InlineData("password = getPassword()")]
    [InlineData("password = input(\"Password: \")")]
    [InlineData("const token: string")]
    [InlineData("\"password\": \"Enter your password\"")]
    [InlineData("password: ${DB_PASSWORD}")]
    [InlineData("PASSWORD=$DB_PASSWORD")]
    [InlineData("api_key = os.environ[\"API_KEY\"]")]
    [InlineData("token: {{ secrets.TOKEN }}")]
    [InlineData("password=<password>")]
    [InlineData("password=%(password)s")]
    [InlineData("self.password = password")]
    [InlineData("password_length = 12")]
    [InlineData("\"token_type\": \"bearer\"")]
    [InlineData("public const string Password = null;")]
    [InlineData("PublicKeyToken=b77a5c561934e089")]
    [InlineData("ERROR_INVALID_PASSWORD = 0x0000056A")]
    [InlineData("for key, value in tokens.items():")]
    [InlineData("key: cache-{{ checksum \"package.json\" }}")]
    [InlineData("if token == other.token:")]
    [InlineData("    pass\n\n    def next(self):")]
    [InlineData("password: ********")]
    [InlineData("db.Exec(\"ALTER USER x PASSWORD '\" + newpw + \"'\")")]
    [InlineData("user:pass@tcp(localhost:5555)/dbname")]
    [InlineData("import { tokenize } from './tokenizer'")]
    [InlineData("\"max_tokens\": 4096, \"completion_tokens\": 1234567")]
    [InlineData("author = \"Kim Smith\"")]
    public void Code_placeholders_and_descriptions_stay_in_both_profiles(string line)
    {
        Assert.Empty(Redactor.Find(line, RedactionProfile.Block, PiiClasses.None));
        Assert.Empty(Redactor.Find(line, RedactionProfile.Scrub, PiiClasses.None));
    }

    [Theory]
    [InlineData("password = \"harbour7\"")]
    [InlineData("DB_PASSWORD=harbour7")]
    [InlineData("password: harbour7")]
    [InlineData("postgres://app:harbour7@db/shop")]
    public void A_password_that_a_person_chose_is_taken_before_storing_and_blocks_nothing(string line)
    {
        Assert.Empty(Redactor.Find(line, RedactionProfile.Block, PiiClasses.None));
        var span = Assert.Single(Redactor.Find(line, RedactionProfile.Scrub, PiiClasses.None));
        Assert.Equal("harbour7", line.Substring(span.Start, span.Length));
    }

    [Fact]
    public void A_name_with_no_end_is_a_blob_and_costs_no_more_than_its_length()
    {
        var text = string.Concat(Enumerable.Repeat("passwordtokenkey", 60_000)) + string.Concat(Enumerable.Repeat("key='", 20_000)) + string.Concat(Enumerable.Repeat("\\\\\\\"token\\\\\\\":", 20_000));
        Assert.Empty(Redactor.Find(text, RedactionProfile.Block, PiiClasses.None));
    }
}
