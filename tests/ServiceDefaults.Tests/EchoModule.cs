using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Hosting;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tenancy;
using ServiceDefaults.Tests.Echo;

namespace ServiceDefaults.Tests;

/// <summary>Says how the handlers shall behave in a test, and how often they were entered.</summary>
public sealed class Behaviour
{
    public ConcurrentDictionary<string, int> Entered { get; } = new();

    /// <summary>Handlers throw for texts in here.</summary>
    public ConcurrentDictionary<string, Func<Exception>> Failing { get; } = new();
}

public sealed class EchoModule : IServiceModule
{
    public string Name => "echo";
    public IReadOnlyDictionary<Type, string[]> Subscriptions => Table.Of;

    public void AddServices(ModuleBuilder module)
    {
        module.Services.AddSingleton<Behaviour>();
        module.AddDatabase<EchoDb>();
        module.AddHandler<NoteTaken, HearOnNoteTaken, EchoDb>();
        module.AddHandler<NoteTaken, CountOnNoteTaken, EchoDb>();
    }

    public void MapEndpoints(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v2/echo/heard", async (Caller caller, EchoDb db, CancellationToken ct) =>
            TypedResults.Ok(new HeardView(caller.Subject, caller.Role.ToString(), await db.Heard.Select(heard => heard.Text).Order().ToListAsync(ct)))).WithName("Echo.ListHeard");
}

public sealed record HeardView(string Subject, string Role, IReadOnlyList<string> Texts);

internal sealed class HearOnNoteTaken(Behaviour behaviour, EchoDb injected) : IMessageHandler<NoteTaken, EchoDb>
{
    public async Task Handle(NoteTaken message, MessageScope<EchoDb> scope, CancellationToken ct)
    {
        if (!ReferenceEquals(injected, scope.Db)) throw new InvalidOperationException("The injected context is another than the message's.");
        behaviour.Entered.AddOrUpdate(message.Text, 1, (_, count) => count + 1);
        scope.Db.Heard.Add(new Heard { OrgId = scope.OrgId, MessageId = scope.MessageId, Text = $"{message.Text}/{message.Mood}/{message.Pages}" });
        await scope.Db.SaveChangesAsync(ct);
        if (behaviour.Failing.TryGetValue(message.Text, out var failure)) throw failure();
    }
}

internal sealed class CountOnNoteTaken : IMessageHandler<NoteTaken, EchoDb>
{
    public Task Handle(NoteTaken message, MessageScope<EchoDb> scope, CancellationToken ct) => Task.CompletedTask;
}
