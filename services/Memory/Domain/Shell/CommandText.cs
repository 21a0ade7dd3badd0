using System.Globalization;
using System.Text;

namespace Memory.Domain.Shell;

/// <summary>What a shell tool was asked to run, and where those characters stand in the stored arguments.</summary>
internal sealed class CommandText
{
    private static readonly string[] CommandKeys = ["command", "cmd", "script", "commands", "shell_command", "code"];

    // Arguments that mark a file tool whose "command" is a verb such as view or str_replace.
    private static readonly string[] FileKeys = ["path", "file_text", "file_path", "old_str", "view_range"];

    private readonly int[]? _map;

    private CommandText(string text, string payload, int[]? map)
    {
        Text = text;
        Payload = payload;
        _map = map;
    }

    public string Text { get; }

    public string Payload { get; }

    public (int Start, int End) Span(int start, int end) => _map is null ? (start, end) : (_map[start], _map[end]);

    /// <summary>Null when the arguments hold no shell command.</summary>
    public static CommandText? Read(string? args)
    {
        if (string.IsNullOrWhiteSpace(args))
        {
            return null;
        }

        if (args[0] != '{')
        {
            return args[0] == '[' ? null : new CommandText(args, args, null);
        }

        var strings = JsonStrings.TopLevel(args);
        if (strings is null || FileKeys.Any(strings.ContainsKey))
        {
            return null;
        }

        foreach (var key in CommandKeys)
        {
            if (!strings.TryGetValue(key, out var values) || values.Count == 0)
            {
                continue;
            }

            // ["bash", "-lc", "make test"] as some agents write it.
            var chosen = values.Count >= 3 && values[0].Text.EndsWith("sh", StringComparison.Ordinal) && values[1].Text.StartsWith('-') ? values[2]
                : values.Count == 1 ? values[0]
                : null;
            if (chosen is not null && chosen.Text.Length > 0)
            {
                return new CommandText(chosen.Text, args, chosen.Map);
            }
        }

        return null;
    }
}

/// <summary>A JSON string decoded, with the index of each of its characters in the document; the last entry is one past the end.</summary>
internal sealed record MappedString(string Text, int[] Map);

/// <summary>Reads the strings (and arrays of strings) of a JSON object's top level with their positions, which System.Text.Json does not give for escaped text.</summary>
internal static class JsonStrings
{
    public static IReadOnlyDictionary<string, IReadOnlyList<MappedString>>? TopLevel(string json)
    {
        var found = new Dictionary<string, IReadOnlyList<MappedString>>(StringComparer.Ordinal);
        var i = 0;
        SkipSpace(json, ref i);
        if (i >= json.Length || json[i++] != '{') { return null; }
        while (true)
        {
            SkipSpace(json, ref i);
            if (i >= json.Length) { return null; }
            if (json[i] == '}') { return found; }
            if (json[i] == ',') { i++; continue; }
            if (json[i] != '"' || String(json, ref i) is not { } key) { return null; }
            SkipSpace(json, ref i);
            if (i >= json.Length || json[i++] != ':') { return null; }
            SkipSpace(json, ref i);
            if (i >= json.Length || Value(json, ref i) is not { } values) { return null; }
            found[key.Text] = values;
        }
    }

    private static List<MappedString>? Value(string json, ref int i)
    {
        var values = new List<MappedString>();
        if (json[i] == '"')
        {
            if (String(json, ref i) is not { } value) { return null; }
            values.Add(value);
            return values;
        }

        var depth = 0;
        while (i < json.Length)
        {
            var c = json[i];
            if (c == '"')
            {
                if (String(json, ref i) is not { } value) { return null; }
                if (depth == 1) { values.Add(value); }
                continue;
            }

            if (c is '[') { depth++; }
            else if (c is '{') { depth += 2; }
            else if (c is ']' or '}')
            {
                if (depth == 0) { return values; }
                depth -= c == ']' ? 1 : 2;
                if (depth == 0) { i++; return values; }
            }
            else if (c == ',' && depth == 0) { return values; }

            i++;
        }

        return values;
    }

    private static void SkipSpace(string json, ref int i)
    {
        while (i < json.Length && char.IsWhiteSpace(json[i])) { i++; }
    }

    private static MappedString? String(string json, ref int i)
    {
        var text = new StringBuilder();
        var map = new List<int>();
        i++;
        while (i < json.Length && json[i] != '"')
        {
            map.Add(i);
            if (json[i] != '\\') { text.Append(json[i++]); continue; }
            if (i + 1 >= json.Length) { return null; }
            var escape = json[i + 1];
            if (escape == 'u')
            {
                if (i + 6 > json.Length || !ushort.TryParse(json.AsSpan(i + 2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code)) { return null; }
                text.Append((char)code);
                i += 6;
                continue;
            }

            text.Append(escape switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', _ => escape });
            i += 2;
        }

        if (i >= json.Length) { return null; }
        map.Add(i++);
        return new MappedString(text.ToString(), [.. map]);
    }
}
