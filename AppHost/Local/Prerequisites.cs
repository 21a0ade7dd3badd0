namespace AppHost.Local;

/// <summary>What must be on the machine for what is to be started; each missing thing is one line that ends with the command that brings it.</summary>
internal static class Prerequisites
{
    private static readonly string[] Tools = ["setsid", "setpriv", "unshare"];

    /// <exception cref="CannotStart">Something is missing.</exception>
    public static void Check(IReadOnlyList<ProcessSpec> processes)
    {
        foreach (var tool in Tools.Where(tool => !OnPath(tool)))
        {
            throw new CannotStart($"{tool} is missing. Run: apt-get install -y util-linux");
        }

        foreach (var process in processes.Where(p => Path.IsPathRooted(p.Command) && !File.Exists(p.Command)))
        {
            throw new CannotStart($"{process.Name} needs {process.Command}, which is not there. Run: {InstallOf(process.Command)}");
        }
    }

    private static string InstallOf(string command) => command switch
    {
        RabbitServer.Script or RabbitServer.Epmd => RabbitServer.Install,
        RedisServer.Binary => RedisServer.Install,
        _ when command.EndsWith("/postgres", StringComparison.Ordinal) => PostgresServer.Install,
        _ => "./dev build",
    };

    private static bool OnPath(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':').Any(folder => File.Exists(Path.Combine(folder, tool)));
}
