namespace House.Tests.Samples;

/// <summary>A deliberate breach of the pure library's wall, for the guard to find in this assembly.</summary>
internal static class Impure
{
    public static string Everything(string path) =>
        $"{DateTimeOffset.UtcNow} {Guid.CreateVersion7()} {Random.Shared.Next()} {Environment.MachineName} {File.Exists(path)}";
}
