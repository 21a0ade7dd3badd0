namespace AppHost.Local;

/// <summary>What the person sees: a table that stays in place on a terminal, plain lines elsewhere, nothing in tests.</summary>
internal interface IBoard
{
    void Show(IReadOnlyList<Unit> all);
    void Changed(Unit unit, string? detail);
    void Line(string source, string text);
    void Say(string text);
}

/// <summary>One line per event, for pipes and logs.</summary>
internal sealed class PlainBoard(TextWriter output) : IBoard
{
    private readonly Lock gate = new();
    private int width = 8;

    public void Show(IReadOnlyList<Unit> all) => width = all.Max(u => u.Spec.Name.Length);

    public void Changed(Unit unit, string? detail)
    {
        if (unit.State is not UnitState.Waiting)
        {
            var address = unit.State is UnitState.Ready ? $" {unit.Spec.Address}" : string.Empty;
            Say($"{unit.Spec.Name.PadRight(width)} | {unit.State.ToString().ToLowerInvariant()}{address} {detail}".TrimEnd());
        }
    }

    public void Line(string source, string text) => Say($"{source.PadRight(width)} | {text}");

    public void Say(string text)
    {
        lock (gate)
        {
            output.WriteLine(text);
            output.Flush();
        }
    }
}

/// <summary>A live table under the scrolling lines: it is taken away, the line is written, and it is drawn again.</summary>
internal sealed class LiveBoard(TextWriter output) : IBoard
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> details = new(StringComparer.Ordinal);
    private IReadOnlyList<Unit> units = [];
    private int drawn;

    public void Show(IReadOnlyList<Unit> all)
    {
        units = all;
        Redraw(null);
    }

    public void Changed(Unit unit, string? detail)
    {
        lock (gate)
        {
            details[unit.Spec.Name] = detail ?? string.Empty;
        }

        Redraw(null);
    }

    public void Line(string source, string text) => Redraw($"\e[2m{source} |\e[0m {text}");

    public void Say(string text) => Redraw(text);

    private void Redraw(string? line)
    {
        lock (gate)
        {
            var text = new System.Text.StringBuilder();
            if (drawn > 0)
            {
                text.Append($"\e[{drawn}F\e[J");
            }

            if (line is not null)
            {
                text.AppendLine(line);
            }

            var width = units.Count == 0 ? 0 : units.Max(u => u.Spec.Name.Length);
            var columns = Math.Max(40, Console.WindowWidth);
            foreach (var unit in units)
            {
                var row = $"{Symbol(unit.State)} {unit.Spec.Name.PadRight(width)}  {unit.State.ToString().ToLowerInvariant(),-10}  {unit.Spec.Address,-22}  {unit.Pid,-8}{(unit.Restarts > 0 ? $"restarts {unit.Restarts}  " : "")}{details.GetValueOrDefault(unit.Spec.Name)}";
                text.AppendLine($"{Colour(unit.State)}{row[..Math.Min(row.Length, columns - 1)]}\e[0m");
            }

            drawn = units.Count;
            output.Write(text);
            output.Flush();
        }
    }

    private static char Symbol(UnitState state) => state switch
    {
        UnitState.Waiting => '·',
        UnitState.Starting or UnitState.Restarting => '~',
        UnitState.Ready => '+',
        UnitState.Failed => 'x',
        UnitState.Stopped => '-',
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    private static string Colour(UnitState state) => state switch
    {
        UnitState.Ready => "\e[32m",
        UnitState.Failed => "\e[31m",
        UnitState.Restarting => "\e[33m",
        UnitState.Waiting or UnitState.Starting or UnitState.Stopped => "\e[2m",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}
