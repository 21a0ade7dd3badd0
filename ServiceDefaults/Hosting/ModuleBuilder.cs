using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Clients;
using ServiceDefaults.Jobs;
using ServiceDefaults.Live;
using ServiceDefaults.Messaging;
using ServiceDefaults.Schema;
using ServiceDefaults.Tenancy;

namespace ServiceDefaults.Hosting;

/// <summary>What a module asks of its host.</summary>
public sealed class ModuleBuilder
{
    private readonly ModuleDescription description;

    internal ModuleBuilder(ModuleDescription description, IHostApplicationBuilder host)
    {
        this.description = description;
        Host = host;
    }

    public string Name => description.Name;
    public IHostApplicationBuilder Host { get; }
    public IServiceCollection Services => Host.Services;
    public IConfiguration Configuration => Host.Configuration;

    /// <summary>
    /// Database <c>{Name}db</c> with its three roles; migrations are the <c>Storage/Schema/*.sql</c> resources of the context's assembly.
    /// Registers <see cref="Database{TDb}"/>, <see cref="Outbox{TDb}"/>, <see cref="JobQueue{TDb}"/>, <see cref="LiveEvents{TDb}"/>,
    /// <see cref="LiveFeed{TDb}"/>, <see cref="Notifications{TDb}"/> as singletons and <typeparamref name="TDb"/> scoped, bound to the caller's organisation.
    /// </summary>
    public void AddDatabase<TDb>() where TDb : DbContext
    {
        if (description.Database is not null) throw new InvalidOperationException($"Module {Name} already has a database.");
        Host.AddNpgsqlDbContext<TDb>(Name + "db");
        Services.AddSingleton(new ModuleOf<TDb>(description));
        Services.AddSingleton<JobStore<TDb>>();
        Services.AddSingleton(provider => new Outbox<TDb>(provider.GetRequiredService<ModuleOf<TDb>>()));
        Services.AddSingleton(provider => new JobQueue<TDb>(provider.GetRequiredService<ModuleOf<TDb>>()));
        Services.AddSingleton(_ => new LiveEvents<TDb>());
        Services.AddSingleton(provider => new LiveFeed<TDb>(provider.GetRequiredService<Notifications<TDb>>(), provider.GetRequiredService<ModuleOf<TDb>>()));
        Services.AddSingleton(provider => new Notifications<TDb>(provider.GetRequiredService<Database<TDb>>(), provider.GetRequiredService<ILogger<Notifications<TDb>>>()));
        description.Database = new DatabaseDoor(
            typeof(TDb),
            provider => SchemaRunner.For<TDb>(provider.GetRequiredService<Database<TDb>>()),
            (provider, org, ct) => provider.GetRequiredService<Database<TDb>>().OpenAsync(org, ct),
            (provider, ct) => provider.GetRequiredService<Database<TDb>>().PingAsync(ct),
            services =>
            {
                services.AddHostedService(p => p.GetRequiredService<Notifications<TDb>>());
                services.AddHostedService(p => p.GetRequiredService<LiveFeed<TDb>>());
            },
            services =>
            {
                services.AddHostedService<OutboxSender<TDb>>();
                services.AddHostedService<JobRunner<TDb>>();
                services.AddHostedService<Housekeeping<TDb>>();
            },
            bus => OutboxAcks<TDb>.Declare(bus, Name),
            routes =>
            {
                JobRoutes.Map<TDb>(routes, Name);
                DeadLetterRoutes.Map<TDb>(routes, Name);
            },
            routes => EventRoutes.Map<TDb>(routes, Name));
    }

    /// <summary>
    /// Consumes <typeparamref name="TMessage"/> on endpoint kebab(<see cref="Name"/> + handler type), for instance <c>memory-distill-on-run-completed</c>.
    /// Inbox row, the handler's writes and its outgoing messages commit together.
    /// </summary>
    public void AddHandler<TMessage, THandler, TDb>()
        where TMessage : class
        where THandler : class, IMessageHandler<TMessage, TDb>
        where TDb : DbContext
    {
        var endpoint = EndpointNames.For(Name, typeof(THandler));
        Services.AddScoped<THandler>();
        description.Consumers.Add(new ConsumerRegistration(
            typeof(TMessage), endpoint, (configurator, provider) => Inbox<TMessage, THandler, TDb>.Declare(configurator, provider, Name, endpoint)));
    }

    public void AddJob<THandler>() where THandler : class, IJobHandler
    {
        Services.AddScoped<THandler>();
        description.Jobs.Add(THandler.Kind, (provider, job, ct) => provider.GetRequiredService<THandler>().Run(job, ct));
    }

    /// <summary>
    /// A typed client of another service (configuration <c>services:{service}:http:0</c>), signed with the current caller. Timeout and circuit breaker
    /// on every call; retries with jitter only where repeating is harmless: GET, an <c>Idempotency-Key</c>, or the header <c>X-Idempotent: true</c>.
    /// </summary>
    public void AddClient<TApi>(string service) where TApi : class =>
        Services.AddSingleton(provider => ServiceClient.Create<TApi>(provider, service, Name));

    /// <summary>Readiness waits for it.</summary>
    public void AddWarmUp<T>() where T : class, IWarmUp
    {
        Services.AddSingleton<T>();
        description.WarmUps.Add(typeof(T));
    }
}
