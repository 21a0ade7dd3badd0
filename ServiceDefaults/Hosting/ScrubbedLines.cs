using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Substrate.Redaction;

namespace ServiceDefaults.Hosting;

/// <summary>
/// One line for each log entry, with secrets taken out: what an exception quotes is not ours to vouch for. The key of the marks lives as long as the process,
/// because a log line belongs to no organisation.
/// </summary>
internal sealed class ScrubbedLines(TimeProvider clock) : ConsoleFormatter(FormatName)
{
    public const string FormatName = "scrubbed";

    private readonly RedactionSettings settings = new(RedactionProfile.Scrub, PiiClasses.None, RandomNumberGenerator.GetBytes(32));

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (logEntry.Exception is not null)
        {
            message += " " + logEntry.Exception;
        }

        var at = clock.GetLocalNow().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        textWriter.WriteLine($"{at} {Short(logEntry.LogLevel)}: {logEntry.Category}[{logEntry.EventId.Id}] {Redactor.Redact(message, settings).Text.ReplaceLineEndings(" ")}");
    }

    private static string Short(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce", LogLevel.Debug => "dbug", LogLevel.Information => "info", LogLevel.Warning => "warn", LogLevel.Error => "fail", LogLevel.Critical => "crit", _ => "none",
    };
}
