using Substrate.Redaction;
using Substrate.Tokens;

namespace Context.Domain;

/// <summary>
/// The two dear things that a compile does to every text and that depend on nothing but the text: counting its tokens, and finding out that it holds nothing to redact.
/// Both are pure, so remembering them changes no byte of a window or a receipt; whoever moves a budget over the same items does not wait for them again.
/// </summary>
internal sealed class TextWork
{
    /// <summary>Below this many characters the work is done sooner than looked up.</summary>
    private const int WorthKeeping = 100;

    private const int Answers = 20_000;
    private readonly RecentTexts<int> _tokens = new(Answers);
    private readonly RecentTexts<bool> _clean = new(Answers);

    public ITokenCounter Counter(Guid org, ITokenCounter counter) => new Remembering(_tokens, org, counter);

    /// <summary>
    /// The same as <see cref="Redactor.Redact"/>. Only that a text is clean is remembered, for the classes that were looked for; one with a finding is redacted each time,
    /// so nothing of it stays here, and its marks are always those of the key that is asked with.
    /// </summary>
    public RedactionResult Redact(Guid org, string text, RedactionSettings settings)
    {
        if (text.Length < WorthKeeping)
        {
            return Redactor.Redact(text, settings);
        }
        var key = RecentTexts<bool>.KeyOf(org, Looked(settings), text);
        if (_clean.Find(key) is not null)
        {
            return new(text, []);
        }

        var result = Redactor.Redact(text, settings);
        if (result.Findings.Count == 0)
        {
            _clean.Keep(key, true);
        }
        return result;
    }

    /// <summary>All that decides whether a text is clean: the key only makes the marks.</summary>
    private static string Looked(RedactionSettings settings) => $"{Redactor.RulesVersion}/{(int)settings.Profile}/{(int)settings.Pii}";

    private sealed class Remembering(RecentTexts<int> known, Guid org, ITokenCounter counter) : ITokenCounter
    {
        public string Name => counter.Name;

        public int Count(string text)
        {
            if (text.Length < WorthKeeping)
            {
                return counter.Count(text);
            }
            var key = RecentTexts<int>.KeyOf(org, counter.Name, text);
            if (known.Find(key) is { } before)
            {
                return before;
            }

            var count = counter.Count(text);
            known.Keep(key, count);
            return count;
        }
    }
}
