using System.Diagnostics;
using System.Text;

namespace Cli.Demo;

/// <param name="ExitCode">Of a command; null for the other tools.</param>
internal sealed record ToolResult(string Text, bool IsError, int? ExitCode);

/// <summary>A scratch repository in a temporary folder, and tools that really work on it.</summary>
internal sealed class Workshop : IDisposable
{
    private const string Prefix = "demo/repository/";
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(30);

    private Workshop(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>A fresh checkout with the task's fault in it. What a build generates is not there.</summary>
    public static Workshop Open(ScriptedTask task)
    {
        if (OperatingSystem.IsWindows()) throw new CliException(ExitCodes.Failed, "The demo's repository is a shell project; it needs Linux or macOS.");
        var folder = Directory.CreateTempSubdirectory("ctx-demo-").FullName;
        var assembly = typeof(Workshop).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var path = Path.Combine(folder, name[Prefix.Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var from = assembly.GetManifestResourceStream(name)!)
            using (var to = File.Create(path)) from.CopyTo(to);
            if (path.EndsWith(".sh", StringComparison.Ordinal)) File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
        }
        var workshop = new Workshop(folder);
        if (workshop.Edit(task.File, task.Fixed, task.Broken).IsError) throw new InvalidOperationException($"The demo's fault does not fit into {task.File}.");
        return workshop;
    }

    public async Task<ToolResult> Use(string tool, IReadOnlyDictionary<string, string> args, CancellationToken cancel) => tool switch
    {
        "list_files" => List(args["path"]),
        "read_file" => Read(args["path"]),
        "edit_file" => Edit(args["path"], args["old"], args["new"]),
        "shell" => await Shell(args["command"], cancel),
        _ => throw new InvalidOperationException($"The demo agent has no tool {tool}."),
    };

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private ToolResult List(string path)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Folder, path), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file)).Order(StringComparer.Ordinal);
        return new ToolResult(string.Join('\n', files), false, null);
    }

    private ToolResult Read(string path)
    {
        var file = Path.Combine(Folder, path);
        return File.Exists(file) ? new ToolResult(File.ReadAllText(file), false, null) : new ToolResult($"{path}: there is no such file", true, null);
    }

    private ToolResult Edit(string path, string old, string replacement)
    {
        var file = Path.Combine(Folder, path);
        var text = File.ReadAllText(file);
        if (!text.Contains(old, StringComparison.Ordinal)) return new ToolResult($"{path}: the text to replace is not there", true, null);
        File.WriteAllText(file, text.Replace(old, replacement, StringComparison.Ordinal));
        return new ToolResult($"{path}: replaced", false, null);
    }

    private async Task<ToolResult> Shell(string command, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec 2>&1\n" + command])
        {
            WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false,
        };
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("/bin/sh did not start.");
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(CommandLimit);
        try
        {
            var output = new StringBuilder(await process.StandardOutput.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return new ToolResult(output.ToString(), process.ExitCode != 0, process.ExitCode);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancel.ThrowIfCancellationRequested();
            return new ToolResult($"timed out after {CommandLimit.TotalSeconds} seconds", true, 124);
        }
    }
}
