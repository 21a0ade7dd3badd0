using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bench;

/// <summary>What something else takes for the same work, measured in the same run.</summary>
internal sealed record Peer(string Name, double Value);

/// <param name="Note">How the figure was taken, where the id alone would mislead.</param>
internal sealed record Figure(string Id, double Value, string Unit, Peer? Peer = null, string? Note = null);

/// <summary>The figures of one bench: printed as they are measured, and written as JSON at the end.</summary>
internal sealed class Figures(string bench, TextWriter output)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly List<Figure> _rows = [];
    private readonly List<string> _notes = [];

    public void Add(string id, double value, string unit, Peer? peer = null, string? note = null)
    {
        var figure = new Figure(id, Round(value), unit, peer is null ? null : peer with { Value = Round(peer.Value) }, note);
        _rows.Add(figure);
        var beside = figure.Peer is { } p ? string.Create(CultureInfo.InvariantCulture, $"   | {p.Name}: {p.Value:#,0.###}") : "";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{id,-44} {figure.Value,14:#,0.###} {unit,-8}{beside}"));
        if (note is not null)
        {
            output.WriteLine($"    {note}");
        }
    }

    /// <summary>p50, p95 and p99 of one sample, as <c>{bench}.{what}p50_ms{suffix}</c> and so on; the peer is compared at p95.</summary>
    public void AddLatencies(string what, string suffix, Latencies sample, Peer? peer = null, string? note = null)
    {
        Add($"{bench}.{what}p50_ms{suffix}", sample.P50, "ms");
        Add($"{bench}.{what}p95_ms{suffix}", sample.P95, "ms", peer, note);
        Add($"{bench}.{what}p99_ms{suffix}", sample.P99, "ms");
    }

    public void Note(string text)
    {
        _notes.Add(text);
        output.WriteLine($"# {text}");
    }

    public async Task Write(string path)
    {
        await using var file = path == Arguments.StandardOutput ? Console.OpenStandardOutput() : File.Create(path);
        await JsonSerializer.SerializeAsync(file, new { bench, at = DateTimeOffset.UtcNow, processors = Environment.ProcessorCount, rows = _rows, notes = _notes }, Json);
    }

    private static double Round(double value) => Math.Round(value, Math.Abs(value) >= 1_000 ? 0 : 3);
}

/// <summary>Latencies in milliseconds; percentiles by nearest rank.</summary>
internal sealed class Latencies(IEnumerable<double> milliseconds)
{
    private readonly double[] _sorted = [.. milliseconds.Order()];

    public double P50 => At(0.50);

    public double P95 => At(0.95);

    public double P99 => At(0.99);

    private double At(double share) => _sorted[Math.Clamp((int)Math.Ceiling(share * _sorted.Length) - 1, 0, _sorted.Length - 1)];
}
