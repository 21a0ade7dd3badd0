using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Substrate.Redaction;
using Substrate.Redaction.Assignments;

namespace Bench;

/// <summary>
/// How well and how fast secrets are found, on labelled lines (lines.jsonl, CredData's layout), gitleaks' own cases (cases.jsonl) and ordinary text.
/// A labelled secret is found when a finding overlaps it; any finding on a line that is labelled as holding none is false.
/// </summary>
internal static class RedactionBench
{
    // CredData's labels count identifiers (UUIDs, bucket names) among the credentials. The platform takes them out only where a project asks for it.
    private const PiiClasses AsLabelled = PiiClasses.Identifier;
    private const string PeerName = "gitleaks rules";

    private delegate IReadOnlyList<SecretSpan> Detect(string text);

    public static async Task Run(Arguments arguments, Figures figures)
    {
        var lines = LabelledLine.Rows(arguments.Data!, "lines.jsonl").Select(LabelledLine.Of).ToList();
        var cases = LabelledLine.Rows(arguments.Data!, "cases.jsonl").Where(row => row.TryGetProperty("rule", out _)).ToList();
        if (lines.Count == 0)
        {
            throw new BenchException($"No lines.jsonl with labelled lines below {arguments.Data}.");
        }

        var before = GC.GetTotalMemory(true);
        var peer = Score.Of(lines, Detectors.FindByGitleaks);
        var block = Score.Of(lines, text => Redactor.Find(text, RedactionProfile.Block, AsLabelled));
        var scrub = Score.Of(lines, text => Redactor.Find(text, RedactionProfile.Scrub, AsLabelled));
        var plain = Score.Of(lines, text => Redactor.Find(text, RedactionProfile.Block, PiiClasses.None));
        figures.Note(string.Create(CultureInfo.InvariantCulture, $"{lines.Count:N0} labelled lines, {lines.Count(line => line.Label == 'T'):N0} with a secret; identifiers (UUIDs, bucket names) count as the labels count them."));
        figures.Add("redaction.f1", block.F1, "percent", new(PeerName, peer.F1), string.Create(CultureInfo.InvariantCulture, $"block profile; with identifiers off, as a project starts: P {plain.Precision:0.0} R {plain.Recall:0.0} F1 {plain.F1:0.0}"));
        figures.Add("redaction.precision", block.Precision, "percent", new(PeerName, peer.Precision));
        figures.Add("redaction.recall", block.Recall, "percent", new(PeerName, peer.Recall));
        figures.Add("redaction.scrub_f1", scrub.F1, "percent", new(PeerName, peer.F1));
        figures.Add("redaction.scrub_precision", scrub.Precision, "percent", new(PeerName, peer.Precision));
        figures.Add("redaction.scrub_recall", scrub.Recall, "percent", new(PeerName, peer.Recall));
        AddCases(cases, figures);
        figures.Add("redaction.rules_mb", (GC.GetTotalMemory(true) - before) / 1e6, "MB", null, "managed memory of every pattern that the cases woke");
        AddSpeed(arguments.Data!, figures);
        await Write(arguments, lines, "redaction.jsonl", RedactionProfile.Block);
        await Write(arguments, lines, "redaction-scrub.jsonl", RedactionProfile.Scrub);
        await WriteCases(arguments, cases);
        await WriteCandidates(arguments, lines);
    }

    private static void AddCases(List<JsonElement> cases, Figures figures)
    {
        // A case with a path belongs to a rule that asks for the file's name, which text does not have.
        var texts = cases.Where(row => !row.TryGetProperty("path", out var path) || path.ValueKind == JsonValueKind.Null).ToLookup(row => row.GetProperty("label").GetString(), row => row.GetProperty("text").GetString()!);
        var positives = texts["T"].ToList();
        var negatives = texts["F"].ToList();
        if (positives.Count == 0)
        {
            return;
        }

        double Share(List<string> of, Detect detect) => 100.0 * of.Count(text => detect(text).Count > 0) / Math.Max(1, of.Count);
        figures.Add(
            "redaction.gitleaks_recall", Share(positives, text => Redactor.Find(text, RedactionProfile.Block, PiiClasses.None)), "percent", new(PeerName, Share(positives, Detectors.FindByGitleaks)),
            string.Create(CultureInfo.InvariantCulture, $"{positives.Count:N0} cases; of {negatives.Count:N0} negative ones {Share(negatives, text => Redactor.Find(text, RedactionProfile.Block, PiiClasses.None)):0.0} % hold a finding in block, {Share(negatives, Detectors.FindByGitleaks):0.0} % by gitleaks' rules"));
    }

    private static void AddSpeed(string folder, Figures figures)
    {
        var (text, what) = OrdinaryText(folder);
        var megabytes = Encoding.UTF8.GetByteCount(text) / 1e6;
        var settings = RedactionSettings.Unkeyed;
        var peer = megabytes / Best(() => Detectors.FindByGitleaks(text));
        var worst = Hostile().Select(hostile => (hostile.What, Speed: hostile.Text.Length / 1e6 / Once(() => Redactor.Redact(hostile.Text, settings)))).MinBy(measured => measured.Speed);
        figures.Add("redaction.mb_per_s", megabytes / Best(() => Redactor.Redact(text, settings)), "MB/s", new(PeerName, peer), string.Create(CultureInfo.InvariantCulture, $"scrub, one core, {megabytes:0.0} MB of {what} in one piece"));
        figures.Add("redaction.worst_mb_per_s", worst.Speed, "MB/s", null, $"the slowest of the hostile texts, 10 MB on one line: {worst.What}");
    }

    /// <summary>Single lines of ten megabytes that a detector without bounds would read again and again.</summary>
    private static IEnumerable<(string What, string Text)> Hostile()
    {
        const int Length = 10_000_000;
        foreach (var unit in new[] { "password=", "key=\"", "\\\"token\\\": \\\"", "twitter facebook sourcegraph ", "https://user:", "-----BEGIN PRIVATE KEY-----", "AKIAAKIA", "eyJhbGciOi.eyJ", "aB3" })
        {
            yield return (unit.Trim(), string.Concat(Enumerable.Repeat(unit, Length / unit.Length)));
        }
    }

    private static double Once(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Best(Action work)
    {
        var best = double.MaxValue;
        for (var i = 0; i < 4; i++) best = Math.Min(best, Once(work));
        return best;
    }

    /// <summary>Recorded sessions where the folder holds some, else this repository's own sources: what an agent reads all day.</summary>
    private static (string Text, string What) OrdinaryText(string folder)
    {
        const int Enough = 16_000_000;
        var sessions = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Path.GetExtension(file) is ".jsonl" or ".json" or ".traj" && Path.GetFileName(file) is not ("lines.jsonl" or "cases.jsonl") && sessions.Length < Enough)
            {
                sessions.Append(File.ReadAllText(file)).Append('\n');
            }
        }
        if (sessions.Length > 1_000_000)
        {
            return (sessions.ToString(), "recorded sessions");
        }

        var sources = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(Repository.Root, "*", SearchOption.AllDirectories).Where(f => !f.Contains("node_modules", StringComparison.Ordinal) && !f.Contains("/artifacts/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            if (Path.GetExtension(file) is ".cs" or ".md" or ".tsx" or ".ts" or ".sql" && sources.Length < Enough)
            {
                sources.Append(File.ReadAllText(file)).Append('\n');
            }
        }

        return (sources.ToString(), "this repository's sources");
    }

    private static async Task Write(Arguments arguments, List<LabelledLine> lines, string name, RedactionProfile profile)
    {
        await using var dump = Dump.Open(arguments.Dump, name);
        foreach (var line in arguments.Dump is null ? [] : lines)
        {
            var findings = Redactor.Find(line.Text, profile, AsLabelled).Select(span => new object[] { LabelledLine.Points(line.Text, span.Start), LabelledLine.Points(line.Text, span.End), span.Kind });
            await dump.Write(new { line.Id, findings });
        }
    }

    private static async Task WriteCases(Arguments arguments, List<JsonElement> cases)
    {
        await using var dump = Dump.Open(arguments.Dump, "redaction-cases.jsonl");
        foreach (var (row, number) in arguments.Dump is null ? [] : cases.Select((row, number) => (row, number)))
        {
            var text = row.GetProperty("text").GetString()!;
            var findings = Redactor.Find(text, RedactionProfile.Block, PiiClasses.None).Select(span => new object[] { LabelledLine.Points(text, span.Start), LabelledLine.Points(text, span.End), span.Kind });
            await dump.Write(new { number, rule = row.GetProperty("rule"), label = row.GetProperty("label"), findings });
        }
    }

    /// <summary>What the assignment detector weighs, for train-assignments.mjs: places and features, no text.</summary>
    private static async Task WriteCandidates(Arguments arguments, List<LabelledLine> lines)
    {
        await using var dump = Dump.Open(arguments.Dump, "redaction-candidates.jsonl");
        var features = new float[Plausibility.Names.Length];
        await dump.Write(new { Plausibility.Names });
        foreach (var line in arguments.Dump is null ? [] : lines)
        {
            var text = Escapes.Blank(line.Text);
            var candidates = Detectors.Candidates(text).Select(candidate =>
            {
                Plausibility.Features(text, candidate, features);
                return new { Start = LabelledLine.Points(text, candidate.Start), End = LabelledLine.Points(text, candidate.End), Features = features.ToArray() };
            });
            var others = Redactor.Disjoint(text, Detectors.FindByShape(text, RedactionProfile.Block, AsLabelled)).Select(span => new[] { LabelledLine.Points(text, span.Start), LabelledLine.Points(text, span.End) });
            await dump.Write(new { line.Id, candidates, others });
        }
    }

    private sealed record Score(double Precision, double Recall, double F1)
    {
        public static Score Of(List<LabelledLine> lines, Detect detect)
        {
            var (found, missed, wrong) = (0, 0, 0);
            foreach (var line in lines)
            {
                var spans = detect(line.Text);
                if (line.Label != 'T') wrong += spans.Count > 0 ? 1 : 0;
                else if (spans.Any(span => span.Start < line.End && line.Start < span.End)) found++;
                else missed++;
            }

            var (precision, recall) = (found / (double)Math.Max(1, found + wrong), found / (double)Math.Max(1, found + missed));
            return new(100 * precision, 100 * recall, found == 0 ? 0 : 200 * precision * recall / (precision + recall));
        }
    }
}
