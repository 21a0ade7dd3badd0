using ServiceDefaults.Tests.Storage;

namespace ServiceDefaults.Tests;

/// <summary>What the probe service tells: both the echo service and a second endpoint of it listen.</summary>
public sealed record NoteTaken
{
    public required Guid NoteId { get; init; }
    public required string Text { get; init; }
    public required Mood Mood { get; init; }
    public int? Pages { get; init; }
}

internal static class Table
{
    public static IReadOnlyDictionary<Type, string[]> Of { get; } = new Dictionary<Type, string[]>
    {
        [typeof(NoteTaken)] = ["echo-count-on-note-taken", "echo-hear-on-note-taken"],
    };
}
