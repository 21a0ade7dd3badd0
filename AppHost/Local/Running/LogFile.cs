using System.Text;

namespace AppHost.Local;

/// <summary>One process's output under STATE/logs, bounded: at 20 MB the file becomes <c>.1</c> and a new one begins.</summary>
internal sealed class LogFile : IDisposable
{
    private const long Limit = 20_000_000;
    private readonly Lock gate = new();
    private readonly string path;
    private readonly Queue<string> tail = new();
    private StreamWriter writer;

    public LogFile(string path)
    {
        this.path = path;
        writer = Open();
    }

    public string Path => path;

    public void Write(string line)
    {
        lock (gate)
        {
            if (writer.BaseStream.Position > Limit)
            {
                writer.Dispose();
                File.Move(path, path + ".1", overwrite: true);
                writer = Open();
            }

            writer.WriteLine(line);
            tail.Enqueue(line);
            if (tail.Count > 15)
            {
                tail.Dequeue();
            }
        }
    }

    /// <summary>The last lines, to show beside a failure.</summary>
    public IReadOnlyList<string> Tail()
    {
        lock (gate)
        {
            return [.. tail];
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            writer.Dispose();
        }
    }

    private StreamWriter Open() => new(path, append: true, Encoding.UTF8) { AutoFlush = true };
}
