namespace Cli;

internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>A check failed, or the platform refused.</summary>
    public const int Failed = 1;

    public const int Usage = 2;
    public const int Unreachable = 3;
}

/// <summary>Ends the command with one line on stderr.</summary>
internal sealed class CliException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
