using System.Globalization;
using System.Text;

namespace Bench;

internal sealed record GeneratedMemory(Guid Id, string Type, string Subject, string Text, string Repo, double Confidence);

/// <summary>
/// Memories and tasks as a distiller would leave them, generated: words of a vocabulary with natural frequencies (Zipf), commands, paths and error names.
/// The same numbers give the same corpus on every machine.
/// </summary>
internal sealed class Corpus
{
    public const int Repositories = 50;
    private const int Words = 20_000;
    private static readonly string[] Types = ["fact", "procedure", "warning", "preference"];
    private static readonly string[] Syllables =
        ["ba", "con", "de", "fer", "gra", "hi", "in", "ju", "ker", "lo", "mi", "net", "or", "pa", "qui", "re", "sta", "ter", "un", "ver", "wa", "xi", "yo", "zen", "ex", "sub", "tra", "pro"];
    private static readonly string[] Verbs = ["build", "test", "run", "migrate", "lint", "install", "reproduce", "format", "deploy", "profile"];
    private readonly string[] _vocabulary;
    private readonly double[] _cumulative;

    public Corpus()
    {
        var random = new Random(20_261);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (seen.Count < Words)
        {
            seen.Add(string.Concat(Enumerable.Range(0, random.Next(2, 5)).Select(_ => Syllables[random.Next(Syllables.Length)])));
        }
        _vocabulary = [.. seen];
        _cumulative = new double[Words];
        var sum = 0.0;
        for (var i = 0; i < Words; i++)
        {
            _cumulative[i] = sum += 1.0 / Math.Pow(i + 10, 0.9);
        }
    }

    public static string RepoOf(int number) => string.Create(CultureInfo.InvariantCulture, $"bench/repo-{number % Repositories}");

    public GeneratedMemory Memory(int number)
    {
        var random = new Random(unchecked(number * 486_187_739 + 7));
        var verb = Verbs[random.Next(Verbs.Length)];
        var module = Word(random);
        var type = Types[number % Types.Length];
        var text = new StringBuilder();
        text.Append(type switch
        {
            "procedure" => $"To {verb} {module}, run `./{Word(random)} {verb} --{Word(random)} {Word(random)}/{module}.py`.",
            "warning" => $"`{verb} {module}` fails with {char.ToUpperInvariant(module[0])}{module[1..]}Error: {Phrase(random, 5)}; use `{Word(random)} --{Word(random)}` instead.",
            "preference" => $"Prefer {Word(random)} over {Word(random)} when you {verb} {module}.",
            _ => $"The {module} of {Word(random)} lives in src/{Word(random)}/{module}.",
        });
        text.Append(' ').Append(Phrase(random, random.Next(8, 30))).Append('.');
        Span<byte> id = stackalloc byte[16];
        random.NextBytes(id);
        return new(new Guid(id), type, $"{verb} {module}", text.ToString(), RepoOf(number), 0.5 + random.NextDouble() / 2);
    }

    /// <summary>A task as an agent would state it; most of its words are in the corpus.</summary>
    public string Task(int number)
    {
        var random = new Random(unchecked(number * 961_748_927 + 13));
        return $"Fix {Word(random)} so that `{Verbs[random.Next(Verbs.Length)]} {Word(random)}` works again. {Phrase(random, random.Next(10, 40))}. It started when {Phrase(random, 6)}.";
    }

    public string Phrase(Random random, int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Word(random)));

    private string Word(Random random)
    {
        var at = Array.BinarySearch(_cumulative, random.NextDouble() * _cumulative[^1]);
        return _vocabulary[Math.Min(at < 0 ? ~at : at, Words - 1)];
    }
}
