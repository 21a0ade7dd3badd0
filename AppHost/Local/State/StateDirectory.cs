using System.Security.Cryptography;
using System.Text.Json;

namespace AppHost.Local;

/// <summary>
/// Everything one platform keeps: data, secrets (0600), logs, and what runs right now. Holding it is exclusive:
/// the lock is the kernel's, so it ends with the process however that dies.
/// </summary>
internal sealed class StateDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly string[] Ours = ["postgres", "messaging", "cache", "secrets", "logs", "platform.json"];
    private readonly FileStream held;

    private StateDirectory(string root, FileStream held)
    {
        Root = root;
        this.held = held;
    }

    public string Root { get; }
    public string Run => Path.Combine(Root, "run");
    public string Logs => Path.Combine(Root, "logs");
    public string PlatformFile => Path.Combine(Root, "platform.json");

    /// <summary>Takes the directory, ends what a killed earlier engine left running in it, and with <paramref name="fresh"/> empties it.</summary>
    /// <exception cref="CannotStart">Another engine holds it, or it cannot be written.</exception>
    public static StateDirectory Open(string path, bool fresh)
    {
        var root = Path.GetFullPath(path);
        FileStream lockFile;
        try
        {
            Directory.CreateDirectory(root, OwnerOnly | UnixFileMode.UserExecute);
            Directory.CreateDirectory(Path.Combine(root, "run"));
            lockFile = new FileStream(Path.Combine(root, "run", "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException)
        {
            throw new CannotStart($"Cannot write to the state directory {root}: choose another with --state DIR.");
        }
        catch (IOException) when (File.Exists(Path.Combine(root, "run", "lock")))
        {
            throw new CannotStart($"A platform already runs on {root}{Holder(root)}. Stop it first, or choose another directory with --state DIR.");
        }

        var state = new StateDirectory(root, lockFile);
        File.Delete(state.PlatformFile);
        Leftovers.End(state.Run);
        if (fresh)
        {
            state.Empty();
        }

        Directory.CreateDirectory(state.Logs);
        return state;
    }

    /// <summary>The secret of that name: made by <paramref name="make"/> the first time, the same ever after.</summary>
    public string Secret(string name, Func<string> make)
    {
        var folder = Path.Combine(Root, "secrets");
        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        var file = Path.Combine(folder, name);
        if (!File.Exists(file))
        {
            WriteOwnerOnly(file, make());
        }

        return File.ReadAllText(file);
    }

    /// <summary>Written when everything is up: what the CLI, the tests and the bench find the platform by.</summary>
    public void WritePlatform(string url, string apiKey, string profile) =>
        WriteOwnerOnly(PlatformFile, JsonSerializer.Serialize(new { url, apiKey, profile, pid = Environment.ProcessId }));

    /// <summary>A complete file or none, readable by its owner only.</summary>
    public static void WriteOwnerOnly(string path, string text)
    {
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var stream = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        using (var writer = new StreamWriter(stream))
        {
            writer.Write(text);
            writer.Flush();
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    public static string RandomText(int bytes) =>
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(bytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    public void Dispose() => held.Dispose();

    // Only what this engine puts there: a --state that points at somebody's home must not empty it.
    private void Empty()
    {
        foreach (var name in Ours)
        {
            var path = Path.Combine(Root, name);
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
            else
            {
                File.Delete(path);
            }
        }
    }

    private static string Holder(string root) => RunRecord.ReadAll(Path.Combine(root, "run")).FirstOrDefault(r => r.Name == RunRecord.Engine) is { } engine
        ? $" (process {engine.Pid})"
        : string.Empty;
}
