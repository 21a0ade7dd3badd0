using System.Diagnostics;

namespace AppHost.Local;

/// <summary><c>--demo</c>: the CLI's scripted agent, run once against the platform that just came up.</summary>
internal static class Demo
{
    public static async Task Run(string root, string stateRoot, string url, string key, IBoard board)
    {
        var program = Path.Combine(root, "artifacts", "publish", "cli", "ctx");
        if (!File.Exists(program))
        {
            board.Say("The demo needs the CLI, which is not published. Run: ./dev build");
            return;
        }

        var info = new ProcessStartInfo(program, ["demo"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["CTX_URL"] = url;
        info.Environment["CTX_API_KEY"] = key;
        info.Environment["CTX_STATE"] = stateRoot;
        using var process = Process.Start(info)!;
        await Task.WhenAll(Copy(process.StandardOutput, board), Copy(process.StandardError, board), process.WaitForExitAsync());
        board.Say(process.ExitCode == 0 ? "The demo passed." : $"The demo failed with exit code {process.ExitCode}.");
    }

    private static async Task Copy(StreamReader lines, IBoard board)
    {
        while (await lines.ReadLineAsync() is { } line)
        {
            board.Line("demo", line);
        }
    }
}
