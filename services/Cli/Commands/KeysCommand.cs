using System.CommandLine;
using Cli.Output;
using Contracts.Gateway;
using Spectre.Console;

namespace Cli.Commands;

internal static class KeysCommand
{
    public static Command Create(Options options) => new("keys", "API keys for agents and CI") { Make(options), List(options), Revoke(options) };

    private static Command Make(Options options)
    {
        Argument<string> name = new("name") { Description = "What the key is for." };
        Option<Role> role = new("--role") { Description = "viewer, member, admin or owner.", DefaultValueFactory = _ => Role.Member };
        Option<int?> days = new("--days") { Description = "The key expires after so many days." };
        var command = new Command("create", "Make a key; its secret is shown once") { name, role, days };
        options.Run(command, async (parsed, session) =>
        {
            var created = await session.Api.Gateway.CreateKey(new CreateKey(parsed.GetValue(name)!, parsed.GetValue(role), parsed.GetValue(days)), session.Cancel);
            session.Terminal.Result(created, _ => session.Terminal.Raw(created.Secret));
            session.Terminal.Note($"Key {created.Key.Id} ({Terminal.Word(created.Key.Role)}). The secret is not shown again.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command List(Options options)
    {
        var command = new Command("list", "Keys, without their secrets") { Options.Limit };
        options.Run(command, async (parsed, session) =>
        {
            var page = await session.Api.Gateway.ListKeys(limit: parsed.GetValue(Options.Limit), cancel: session.Cancel);
            session.Terminal.Result(page, console =>
            {
                var table = Terminal.Table("Id", "Name", "Role", "Starts with", "Created", "Expires", "Last used", "Revoked");
                foreach (var key in page.Items)
                    Terminal.Row(table, key.Id.ToString(), key.Name, Terminal.Word(key.Role), key.Prefix, Terminal.When(key.CreatedAt), Terminal.When(key.ExpiresAt), Terminal.When(key.LastUsedAt), Terminal.When(key.RevokedAt));
                console.Write(table);
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Revoke(Options options)
    {
        Argument<Guid> id = new("key");
        var command = new Command("revoke", "Make a key useless at once") { id };
        options.Run(command, async (parsed, session) =>
        {
            var key = await session.Api.Gateway.RevokeKey(parsed.GetValue(id), session.Cancel);
            session.Terminal.Result(key, console => console.WriteLine($"{key.Name} ({key.Id}) was revoked {Terminal.When(key.RevokedAt)}."));
            return ExitCodes.Ok;
        });
        return command;
    }
}
