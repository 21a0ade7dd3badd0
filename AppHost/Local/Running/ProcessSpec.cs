namespace AppHost.Local;

/// <summary>How one process is started, told to be well, and stopped. Made from the declared resources; holds no state.</summary>
internal sealed record ProcessSpec
{
    public required string Name { get; init; }
    public required string Command { get; init; }
    public IReadOnlyList<string> Arguments { get; init; } = [];
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>Names of the processes that must be ready first; they are stopped after this one.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>True when the process does its work. Never throws: what cannot be reached is not ready.</summary>
    public required Func<CancellationToken, Task<bool>> Probe { get; init; }

    /// <summary>Runs before each start (files the process needs).</summary>
    public Func<CancellationToken, Task>? Prepare { get; init; }

    /// <summary>Where it is reached, for people.</summary>
    public string Address { get; init; } = string.Empty;
    public int StopSignal { get; init; } = Signals.Term;

    /// <summary>What the kernel sends it when the engine dies.</summary>
    public string DeathSignal { get; init; } = "KILL";
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(15);
    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Run under a user namespace as an ordinary user: PostgreSQL refuses to run as root.</summary>
    public bool WithoutRoot { get; init; }

    /// <summary>Its lines go to its log file only; a server's chatter is not ours.</summary>
    public bool Quiet { get; init; }
}
