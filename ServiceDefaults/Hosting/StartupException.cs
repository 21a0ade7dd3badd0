namespace ServiceDefaults.Hosting;

/// <summary>The service cannot start as configured; the message says what to change and is all that is printed.</summary>
public sealed class StartupException : Exception
{
    public StartupException(string message) : base(message) { }
    public StartupException(string message, Exception inner) : base(message, inner) { }
    public StartupException() { }
}
