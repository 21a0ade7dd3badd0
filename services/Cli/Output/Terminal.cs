using System.Text.Json;
using Spectre.Console;
using Substrate.Json;

namespace Cli.Output;

/// <summary>Results go to stdout, as text for people or as JSON; progress and remarks go to stderr.</summary>
internal sealed class Terminal(TextWriter output, TextWriter errors, bool json, bool errorsAreATerminal)
{
    private static readonly JsonSerializerOptions Indented = new(PlatformJson.Options) { WriteIndented = true };

    private readonly IAnsiConsole _out = Console(output, wideWhenPiped: true);

    public bool Json => json;

    /// <summary>For progress; null where nobody would see it move.</summary>
    public IAnsiConsole? Progress { get; } = errorsAreATerminal ? Console(errors, wideWhenPiped: false) : null;

    /// <summary>Writes the value as JSON, or lets <paramref name="people"/> write it.</summary>
    public void Result<T>(T value, Action<IAnsiConsole> people)
    {
        if (json) output.WriteLine(JsonSerializer.Serialize(value, Indented));
        else people(_out);
    }

    /// <summary>Text as it is, without markup or wrapping.</summary>
    public void Raw(string text) => output.WriteLine(text);

    public void Note(string line) => errors.WriteLine(line);

    public static Table Table(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns) table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))));
        return table;
    }

    /// <summary>Cells as plain text: what others recorded is never markup.</summary>
    public static void Row(Table table, params string?[] cells) => table.AddRow(cells.Select(cell => new Text(cell ?? "–")));

    public static string When(DateTimeOffset? at) => at is { } time ? time.ToLocalTime().ToString("yyyy-MM-dd HH:mm") : "–";

    public static string Short(string text, int length = 80)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= length ? line : string.Concat(line.AsSpan(0, length - 1), "…");
    }

    public static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static IAnsiConsole Console(TextWriter writer, bool wideWhenPiped)
    {
        var to = new AnsiConsoleOutput(writer);
        // What a pipe or a file gets is text: bold letters would stand in it as codes.
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = to, Ansi = to.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No });
        // A pipe has no width; tables must not be cut at 80 columns for it.
        if (wideWhenPiped && !console.Profile.Out.IsTerminal) console.Profile.Width = 240;
        return console;
    }
}
