using System.Text;
using System.Text.Json;

namespace Recorder.Domain.Importing;

/// <summary>Which format a file is, by what is in it. Names are never asked.</summary>
internal static class SessionFormats
{
    public const string Auto = "auto";
    private const int MaxMembers = 10_000;

    /// <summary>Every format, in order of precedence: the first that owns a file reads it.</summary>
    public static IReadOnlyList<ISessionFormat> All { get; } =
    [
        new ClaudeCodeFormat(),
        new MiniSweAgentFormat(),
        new SweAgentFormat(),
        new OpenHandsFormat(),
        new OpenHandsSdkFormat(),
        new InspectFormat(),
        new LlmLogFormat(),
        new TauBenchFormat(),
        new Tau2BenchFormat(),
        new WhoAndWhenFormat(),
        new ToolBenchFormat(),
        new AtifFormat(),
        new LangfuseFormat(),
        new CassetteFormat(),
        new OutcomeMatrixFormat(),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(f => f.Name)];

    /// <summary>The formats a file may be of: the one that was asked for, or all.</summary>
    public static IReadOnlyList<ISessionFormat> Asked(string name) => name == Auto ? All : [.. All.Where(f => f.Name == name)];

    /// <summary>The members of a document that breaks off, as <c>depth:name</c>.</summary>
    public static IReadOnlySet<string> MembersOfBroken(ReadOnlySpan<byte> json)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        // However deep: too deep may be what is wrong with it.
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue / 2 });
        try
        {
            while (reader.Read() && names.Count < MaxMembers)
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth <= 3)
                {
                    names.Add($"{reader.CurrentDepth}:{reader.GetString()}");
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Expected: the document is broken, that is why its names are all there is to go by.
        }

        return names;
    }

    /// <summary>Whether what is there begins like JSON at all.</summary>
    public static bool LooksLikeJson(ReadOnlySpan<byte> head)
    {
        var text = head.StartsWith(Encoding.UTF8.Preamble) ? head[3..] : head;
        var at = text.IndexOfAnyExcept(" \t\r\n"u8);
        return at >= 0 && text[at] is (byte)'{' or (byte)'[';
    }
}
