using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;

namespace AppHost.Local;

/// <summary>The declared system, run: Aspire's name and shape, our own engine.</summary>
internal sealed class DistributedApplication(IReadOnlyList<IResource> resources, Settings settings, StateDirectory state, string root, Ports ports)
{
    /// <summary>Reads options and takes the state directory; ends the process with one line when that cannot be.</summary>
    public static DistributedApplicationBuilder CreateBuilder(string[] args)
    {
        try
        {
            return new DistributedApplicationBuilder(args);
        }
        catch (CannotStart refusal)
        {
            Console.Error.WriteLine(refusal.Message);
            Environment.Exit(1);
            throw;
        }
    }

    /// <summary>Runs until Ctrl-C, SIGTERM or a process that cannot be kept alive; sets the exit code.</summary>
    public void Run()
    {
        try
        {
            Environment.ExitCode = RunUntilStopped().GetAwaiter().GetResult();
        }
        catch (CannotStart refusal)
        {
            Console.Error.WriteLine(refusal.Message);
            Environment.ExitCode = 1;
        }
        finally
        {
            state.Dispose();
        }
    }

    private async Task<int> RunUntilStopped()
    {
        var plan = Plan.Make(resources, settings, state, root, ports);
        Prerequisites.Check(plan.Processes);
        foreach (var endpoint in resources.OfType<ProjectResource>().SelectMany(p => p.Endpoints).Where(e => e.Port is { } fixedPort && !Ports.IsFree(fixedPort)))
        {
            throw new CannotStart($"Port {endpoint.Port} on 127.0.0.1 is in use: stop what listens there, or choose another with --port.");
        }

        var stop = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.TrySetResult(null);
        }

        IBoard board = Console.IsOutputRedirected ? new PlainBoard(Console.Out) : new LiveBoard(Console.Out);
        string? reason;
        var supervisor = new Supervisor(plan.Processes, state.Run, state.Logs, board, RestartPolicy.Default);
        await using (supervisor)
        {
            supervisor.Start();
            var isUp = Announce(supervisor, plan.PublicUrl, board);
            var ended = await Task.WhenAny<string?>(stop.Task, supervisor.GaveUp, Failure(isUp));
            reason = await ended;
            File.Delete(state.PlatformFile);
            if (reason is not null)
            {
                board.Say(reason);
            }

            board.Say("Stopping.");
        }

        return reason is null ? 0 : 1;
    }

    // Completes only if the task fails: being up is not an end.
    private static async Task<string?> Failure(Task task)
    {
        try
        {
            await task;
        }
        catch (CannotStart refusal)
        {
            return refusal.Message;
        }

        return await new TaskCompletionSource<string?>().Task;
    }

    private async Task Announce(Supervisor supervisor, string? url, IBoard board)
    {
        await supervisor.AllReady;
        if (url is null)
        {
            return;
        }

        var key = settings["Gateway:OwnerKey"]!;
        await OwnerKeyWorks(url, key);
        state.WritePlatform(url, key, settings["profile"] ?? "embedded");
        using var self = Process.GetCurrentProcess();
        board.Say($"Ready in {(DateTime.Now - self.StartTime).TotalSeconds:0.0} s.");
        board.Say($"{url}/sign-in?token={settings["Gateway:SignInToken"]}");
        if (settings.Has("demo"))
        {
            await Demo.Run(root, state.Root, url, key, board);
        }
    }

    private static async Task OwnerKeyWorks(string url, string key)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };
        client.DefaultRequestHeaders.Add("X-Api-Key", key);
        var deadline = DateTime.UtcNow.AddSeconds(30);
        var last = "no answer";
        while (DateTime.UtcNow < deadline)
        {
            try
            {
                using var response = await client.GetAsync(url + "/v2/session");
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }

                last = $"{(int)response.StatusCode} {response.ReasonPhrase}";
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                last = e.Message;
            }

            await Task.Delay(100);
        }

        throw new CannotStart($"Everything is up, but {url}/v2/session does not accept the owner's key: {last}.");
    }
}
