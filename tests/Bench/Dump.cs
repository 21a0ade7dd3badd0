using System.Text.Json;
using Substrate.Json;

namespace Bench;

/// <summary>What a stranger needs to judge the answers himself, a JSON object a line; nothing when no folder was given.</summary>
internal sealed class Dump(StreamWriter? file) : IAsyncDisposable
{
    public static Dump Open(string? folder, string name)
    {
        if (folder is null)
        {
            return new(null);
        }

        Directory.CreateDirectory(folder);
        return new(new StreamWriter(Path.Combine(folder, name)));
    }

    public Task Write<T>(T line) => file?.WriteLineAsync(JsonSerializer.Serialize(line, PlatformJson.Options)) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (file is not null)
        {
            await file.DisposeAsync();
        }
    }
}
