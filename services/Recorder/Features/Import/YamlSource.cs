using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Recorder.Domain.Importing;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Recorder.Features.Import;

/// <summary>
/// YAML as JSON. Plain scalars are what YAML's core schema makes of them; bytes (<c>!!binary</c>) are their text, or <c>{"base64_string":…}</c> where they are
/// none. An alias is written out, within a bound: a few lines of aliases to aliases are gigabytes.
/// </summary>
internal sealed partial class YamlSource
{
    private const int MaxJson = 128 << 20;

    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly Utf8JsonWriter writer;
    private readonly Dictionary<AnchorName, byte[]> anchors = [];
    private readonly IParser parser;

    private YamlSource(IParser parser) => (this.parser, writer) = (parser, new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = SourceJson.MaxDepth, SkipValidation = true }));

    /// <summary>Whether a file that is no JSON begins like YAML that an importer knows.</summary>
    public static bool Looks(ReadOnlySpan<byte> head) => Known().IsMatch(Encoding.UTF8.GetString(head));

    /// <summary>The first document. Throws <see cref="UnreadableSourceException"/> with the line where it is no YAML.</summary>
    public static Memory<byte> ToJson(byte[] yaml)
    {
        try
        {
            using var text = new StreamReader(new MemoryStream(yaml), Encoding.UTF8);
            var source = new YamlSource(new Parser(text));
            source.parser.Consume<StreamStart>();
            source.parser.Consume<DocumentStart>();
            source.Node(0);
            source.writer.Flush();
            return source.buffer.WrittenMemory.ToArray();
        }
        catch (InvalidOperationException)
        {
            // What YamlDotNet's scanner throws for some flow mappings that break off in a plain scalar.
            throw new UnreadableSourceException("Not valid YAML.");
        }
        catch (YamlException e)
        {
            throw new UnreadableSourceException($"Not valid YAML: {e.Message.TrimEnd('.')}.", (int)Math.Clamp(e.Start.Line, 1, int.MaxValue));
        }
    }

    private void Node(int depth)
    {
        var node = parser.Consume<ParsingEvent>();
        if (depth >= SourceJson.MaxDepth)
        {
            throw new UnreadableSourceException("The YAML is nested too deeply.", (int)node.Start.Line);
        }

        if (buffer.WrittenCount + writer.BytesPending > MaxJson)
        {
            throw new UnreadableSourceException($"The YAML is larger than {MaxJson >> 20} MiB when its aliases are written out.", (int)node.Start.Line);
        }

        var anchor = node is NodeEvent { Anchor.IsEmpty: false } anchored ? anchored.Anchor : AnchorName.Empty;
        writer.Flush();
        var from = buffer.WrittenCount;
        switch (node)
        {
            case Scalar scalar:
                YamlScalar.Write(writer, scalar);
                break;
            case SequenceStart:
                writer.WriteStartArray();
                while (!parser.TryConsume<SequenceEnd>(out _))
                {
                    Node(depth + 1);
                }

                writer.WriteEndArray();
                break;
            case MappingStart:
                writer.WriteStartObject();
                while (!parser.TryConsume<MappingEnd>(out _))
                {
                    writer.WritePropertyName(parser.TryConsume<Scalar>(out var key) ? key.Value
                        : throw new UnreadableSourceException("A key of the YAML is no text.", (int)parser.Current!.Start.Line));
                    Node(depth + 1);
                }

                writer.WriteEndObject();
                break;
            case AnchorAlias alias:
                writer.WriteRawValue(anchors.GetValueOrDefault(alias.Value) ?? "null"u8.ToArray(), skipInputValidation: true);
                break;
            default:
                throw new UnreadableSourceException("The YAML is not complete.", (int)node.Start.Line);
        }

        if (!anchor.IsEmpty)
        {
            writer.Flush();
            anchors[anchor] = buffer.WrittenSpan[from..].TrimStart(","u8).ToArray();
        }
    }

    // Before it may stand only what YAML allows there: a text that shows one is none.
    [GeneratedRegex(@"\A\uFEFF?([ \t]*(#[^\n]*|---[^\n]*|\w+:[^\n]*)?\r?\n)*((http_)?interactions|history|trajectory):\s", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Known();
}
