namespace AppHost.Local;

/// <summary>A reason not to start, or to give up, that the person at the terminal can act on: one line, no stack trace.</summary>
internal sealed class CannotStart(string message) : Exception(message);
