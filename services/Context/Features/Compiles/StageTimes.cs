using System.Diagnostics;
using System.Globalization;

namespace Context.Features.Compiles;

/// <summary>Where the time of one request went, for the Server-Timing header (W3C Server Timing; milliseconds).</summary>
internal sealed class StageTimes
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly List<(string Stage, TimeSpan Time)> _stages = [];
    private long _last = Stopwatch.GetTimestamp();

    /// <summary>Adds the time since the last mark to a stage; a stage can be entered more than once.</summary>
    public void Mark(string stage)
    {
        var now = Stopwatch.GetTimestamp();
        _stages.Add((stage, Stopwatch.GetElapsedTime(_last, now)));
        _last = now;
    }

    public string ToHeader() => string.Join(
        ", ",
        _stages.GroupBy(s => s.Stage).Select(g => (Stage: g.Key, Ms: g.Sum(s => s.Time.TotalMilliseconds)))
            .Append((Stage: "total", Ms: Stopwatch.GetElapsedTime(_start, _last).TotalMilliseconds))
            .Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Stage};dur={s.Ms:0.000}")));
}
