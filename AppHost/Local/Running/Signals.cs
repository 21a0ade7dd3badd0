using System.Runtime.InteropServices;

namespace AppHost.Local;

internal static class Signals
{
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int Term = 15;

    /// <summary>To one process, or with a negative number to a process group. What is already gone is no error.</summary>
    public static void Send(int pid, int signal) => _ = kill(pid, signal);

#pragma warning disable IDE1006, SYSLIB1054 // the C library's own name; two ints need no generated marshalling
    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
#pragma warning restore IDE1006, SYSLIB1054
}
