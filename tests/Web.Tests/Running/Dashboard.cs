using Contracts.Context;
using Contracts.Memory;
using Contracts.Recorder;
using Microsoft.Playwright;
using Substrate.Compiling;
using Substrate.Trace;
using Xunit;

namespace Web.Tests.Running;

/// <summary>A browser that is signed in to a platform that holds something of everything.</summary>
public sealed class Dashboard : IAsyncLifetime
{
    /// <summary>The profile that comes with the platform, as NAME@N.</summary>
    internal static string BuiltIn { get; } = $"{CompileProfile.Default.Name}@{CompileProfile.Default.Version}";

    /// <summary>New for each start of the tests, so that nothing learned earlier on the same platform is in the way.</summary>
    internal string Repo { get; } = $"acme/dates-{Guid.NewGuid():N}"[..18];

    private RunningPlatform _platform = null!;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;
    private string _session = null!;

    internal Api Api { get; private set; } = null!;

    internal RunView Run { get; private set; } = null!;

    internal const int LongSteps = 3000;

    internal RunView LongRun { get; private set; } = null!;

    internal RunView WithSecret { get; private set; } = null!;

    /// <summary>Another attempt at the task of <see cref="Run"/>.</summary>
    internal RunView Again { get; private set; } = null!;

    internal IReadOnlyList<CandidateView> Learned { get; private set; } = [];

    internal CompileView Compile { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _platform = await RunningPlatform.Start();
        Api = new Api(_platform.Url, _platform.ApiKey);
        Run = await Api.RecordRun("Make the date parser take a trailing Z", Repo);
        // Before the others are there, or what this run shows may be merged into what one of them showed first.
        Learned = await Api.LearnedFrom(Run.Id);
        foreach (var n in Enumerable.Range(1, 6))
        {
            await Api.RecordRun($"Earlier attempt {n} at the date parser", Repo, n % 2 == 0 ? OutcomeStatus.Failed : OutcomeStatus.InfraError);
        }
        Again = await Api.RecordRun(Run.Task, Repo, OutcomeStatus.Failed, "other-agent");
        WithSecret = await Api.RecordRunWithSecret(Repo);
        LongRun = await Api.RecordLongRun("Walk through every file", Repo, LongSteps);
        Compile = await Api.Compile("Fix the date parser for time zones", Repo, Run.Id);

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CTX_CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        await using var context = await _browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{_platform.Url}/runs");
        await page.GetByLabel("API key").FillAsync(_platform.ApiKey);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Runs", Level = 1 })).ToBeVisibleAsync();
        _session = await context.StorageStateAsync();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) { await _browser.DisposeAsync(); }
        _playwright?.Dispose();
        Api?.Dispose();
        if (_platform is not null) { await _platform.DisposeAsync(); }
    }

    /// <summary>A fresh page; <see cref="OpenPage.Faults"/> holds what went wrong in the browser meanwhile.</summary>
    internal async Task<OpenPage> Open(string path, int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light, bool signedIn = true)
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = _platform.Url, ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme, StorageState = signedIn ? _session : null, ReducedMotion = ReducedMotion.Reduce,
        });
        var opened = new OpenPage(context, await context.NewPageAsync());
        await opened.Page.GotoAsync(path);
        return opened;
    }
}

internal sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    public OpenPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.PageError += (_, error) => Faults.Add(error);
        page.Console += (_, message) => { if (message.Type == "error") { Faults.Add(message.Text); } };
    }

    public IPage Page { get; }

    public List<string> Faults { get; } = [];

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}

[CollectionDefinition(nameof(Dashboard))]
public sealed class DashboardGroup : ICollectionFixture<Dashboard>;
