using System.CommandLine;
using System.Net;
using Cli.Output;
using Contracts.Jobs;
using RestEase;
using Spectre.Console;

namespace Cli.Commands;

internal static class JobsCommand
{
    private static readonly string[] Services = ["recorder", "memory", "context", "policy"];

    public static Command Create(Options options) => new("jobs", "Long work: imports, distillations") { List(options), Show(options), Cancel(options) };

    private static Command List(Options options)
    {
        Option<string?> service = new("--service") { Description = "recorder, memory, context or policy; default all." };
        Option<string?> status = new("--status") { Description = "queued, running, done, done_with_errors, failed or cancelled." };
        service.AcceptOnlyFromAmong(Services);
        var command = new Command("list", "The latest jobs") { service, status, Options.Limit };
        options.Run(command, async (parsed, session) =>
        {
            var limit = parsed.GetValue(Options.Limit);
            var jobs = new List<JobView>();
            foreach (var name in parsed.GetValue(service) is { } one ? [one] : Services)
                jobs.AddRange((await session.Api.Jobs.List(name, parsed.GetValue(status), limit: limit, cancel: session.Cancel)).Items);
            var latest = jobs.OrderByDescending(job => job.CreatedAt).Take(limit).ToList();
            session.Terminal.Result(new { Items = latest }, console =>
            {
                var table = Terminal.Table("Id", "Service", "Title", "Status", "Done", "Errors", "Created");
                foreach (var job in latest)
                    Terminal.Row(table, job.Id.ToString(), job.Service, Terminal.Short(job.Title, 60), Terminal.Word(job.Status), $"{job.Done}/{job.Total?.ToString() ?? "?"} {job.Unit}", $"{job.ErrorCount}", Terminal.When(job.CreatedAt));
                console.Write(table);
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Show(Options options)
    {
        Argument<Guid> id = new("job");
        var command = new Command("show", "One job; exit 1 when it failed") { id };
        options.Run(command, async (parsed, session) =>
        {
            var job = await Find(session, parsed.GetValue(id));
            session.Terminal.Result(job, console => Write(console, job));
            return job.Status == JobStatus.Failed ? ExitCodes.Failed : ExitCodes.Ok;
        });
        return command;
    }

    private static Command Cancel(Options options)
    {
        Argument<Guid> id = new("job");
        var command = new Command("cancel", "Stop a job") { id };
        options.Run(command, async (parsed, session) =>
        {
            var job = await Find(session, parsed.GetValue(id));
            job = await session.Api.Jobs.Cancel(job.Service, job.Id, session.Cancel);
            session.Terminal.Result(job, console => Write(console, job));
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>A job's id does not say whose it is.</summary>
    private static async Task<JobView> Find(Session session, Guid id)
    {
        foreach (var service in Services)
        {
            try
            {
                return await session.Api.Jobs.Get(service, id, session.Cancel);
            }
            catch (ApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
            {
                continue;
            }
        }
        throw new CliException(ExitCodes.Failed, $"There is no job {id}.");
    }

    private static void Write(IAnsiConsole console, JobView job)
    {
        console.WriteLine($"{job.Title}: {Terminal.Word(job.Status)}, {job.Done} of {job.Total?.ToString() ?? "?"} {job.Unit}");
        if (job.Error is not null) console.WriteLine(job.Error);
        foreach (var error in job.Errors) console.WriteLine($"  {error.Subject}{(error.Line is { } line ? $":{line}" : "")}: {error.Reason}");
    }
}
