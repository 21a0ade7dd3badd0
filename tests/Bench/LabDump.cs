using System.Text.Json;
using Substrate.Compiling;
using Substrate.Tokens;
namespace Bench;
internal static class LabDump
{
    public static void Run(IReadOnlyList<LocomoConversation> conversations, Func<LocomoConversation, LocomoQuestion, CompileOutput> compile, string path)
    {
        using var file = File.Create(path);
        using var w = new Utf8JsonWriter(file);
        w.WriteStartArray();
        foreach (var c in conversations)
        {
            w.WriteStartObject();
            w.WriteString("sample", c.Sample);
            w.WriteStartArray("turns");
            foreach (var t in c.Turns)
            {
                w.WriteStartObject();
                w.WriteString("id", t.Id);
                w.WriteString("text", t.Text);
                w.WriteString("at", t.At!.Value.ToString("O"));
                w.WriteNumber("tokens", O200kBase.Shared.Count("- " + t.Text + "\n"));
                w.WriteStartArray("terms");
                foreach (var s in MatchTerms.Words(t.Text)) { w.WriteStringValue(s); }
                w.WriteEndArray();
                w.WriteEndObject();
            }
            w.WriteEndArray();
            w.WriteStartArray("questions");
            foreach (var q in c.Questions)
            {
                var o = compile(c, q);
                w.WriteStartObject();
                w.WriteString("text", q.Text);
                w.WriteNumber("evidence", q.Evidence);
                w.WriteStartArray("gold"); foreach (var g in q.Gold) { w.WriteStringValue(g); } w.WriteEndArray();
                w.WriteStartArray("terms"); foreach (var g in MatchTerms.Words(q.Text)) { w.WriteStringValue(g); } w.WriteEndArray();
                w.WriteStartObject("parts");
                foreach (var p in new[] { "lexical", "neighbours", "session", "speaker", "statement", "substance", "date" })
                {
                    var by = o.Receipt.Entries.ToDictionary(e => e.ItemId, e => e.Parts.GetValueOrDefault(p));
                    w.WriteStartArray(p); foreach (var t in c.Turns) { w.WriteNumberValue(by.GetValueOrDefault(t.Id)); } w.WriteEndArray();
                }
                w.WriteEndObject();
                w.WriteEndObject();
            }
            w.WriteEndArray();
            w.WriteEndObject();
        }
        w.WriteEndArray();
    }
}
