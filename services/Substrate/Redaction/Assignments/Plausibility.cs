using System.Buffers;
using System.Text.Json;

namespace Substrate.Redaction.Assignments;

/// <summary>
/// How likely an assigned value is a secret: a logistic model over features that a person can check one by one. Its weights are data (assignment-weights.json),
/// made by train-assignments.mjs from labelled lines; it saw counts and shapes, never a value or a name.
/// </summary>
internal static class Plausibility
{
    private const int Longest = 128; // what comes behind changes no judgement

    private static readonly Lazy<Weights> Model = new(Weights.Load);

    /// <summary>In the order of <see cref="Features"/>.</summary>
    public static readonly string[] Names =
    [
        "label.password", "label.secret", "label.token", "label.key", "label.plain_key", "label.auth", "label.credential", "label.other", "label.scheme", "label.words_after", "label.is_qualified",
        "form.equal", "form.colon", "form.arrow", "form.compare", "form.call", "form.comma", "form.tag", "form.space", "form.url", "form.prose", "form.tight", "form.listed", "form.bytes",
        "quoted", "bare_word", "bare_dotted", "called", "constant",
        "length.under_6", "length.6_to_9", "length.16_to_31", "length.over_31", "token_length", "token_length.squared", "wordiness", "short_wordiness", "wordiness.short_value", "evenness",
        "digits", "all_digits", "letters_and_digits", "mixed_case", "symbols", "spaces", "turns", "hex", "hex.long", "lower_only", "upper_only", "path", "url", "dashes",
        "example_word", "name_of_secret", "same_as_label", "sequence", "password.random", "strong.wordy", "plain_key.random",
    ];

    public static double Score(ReadOnlySpan<char> text, in Assignment assignment)
    {
        Span<float> features = stackalloc float[Names.Length];
        Features(text, assignment, features);
        var model = Model.Value;
        var sum = model.Bias;
        for (var i = 0; i < features.Length; i++) sum += features[i] * model.Each[i];
        return sum;
    }

    public static bool IsSecret(ReadOnlySpan<char> text, in Assignment assignment, RedactionProfile profile) =>
        Score(text, assignment) >= (profile == RedactionProfile.Block ? Model.Value.Block : Model.Value.Scrub);

    public static void Features(ReadOnlySpan<char> text, in Assignment a, Span<float> to)
    {
        var value = text[a.Start..Math.Min(a.End, a.Start + Longest)];
        var traits = ValueTraits.Of(value);
        var label = a.Label;
        var at = 0;
        void Put(Span<float> all, double feature) => all[at++] = (float)feature;
        void Has(Span<float> all, bool feature) => all[at++] = feature ? 1 : 0;

        for (var kind = LabelClass.Password; kind <= LabelClass.Scheme; kind++) Has(to, label.Class == kind);
        Put(to, Math.Min(3, label.WordsAfter));
        Has(to, label.IsQualified);
        for (var form = AssignmentForm.Equal; form <= AssignmentForm.Space; form++) Has(to, a.Form == form);
        Has(to, a.Form == AssignmentForm.Url);
        Has(to, a.Form == AssignmentForm.Prose);
        Has(to, a.IsTight);
        Has(to, a.IsListed);
        Has(to, a.IsBytes);

        var quoted = a.Quote != '\0';
        var isName = value.IndexOfAnyExcept(NameCharacters) < 0 && !char.IsAsciiDigit(value[0]);
        Has(to, quoted);
        Has(to, !quoted && isName && !a.IsTight);
        Has(to, !quoted && isName && value.Contains('.'));
        Has(to, !quoted && a.Next is '(' or '[');
        Has(to, traits.Lowers == 0 && traits.Uppers > 0 && value.Contains('_'));

        var random = Math.Clamp((3.2 - traits.TokenLength) / 2, -1, 1);
        Has(to, traits.Length < 6);
        Has(to, traits.Length is >= 6 and < 10);
        Has(to, traits.Length is >= 16 and < 32);
        Has(to, traits.Length >= 32);
        Put(to, Math.Min(6, traits.TokenLength));
        Put(to, Math.Pow(Math.Min(6, traits.TokenLength), 2) / 6);
        Put(to, traits.Wordiness);
        Put(to, traits.ShortWordiness);
        Put(to, traits.Length < 10 ? traits.Wordiness : 0);
        Put(to, traits.Evenness);

        Put(to, traits.Digits / (double)traits.Length);
        Has(to, traits.Digits == traits.Length);
        Has(to, traits.Digits > 0 && traits.Letters > 0);
        Has(to, traits.Lowers > 0 && traits.Uppers > 0);
        Put(to, traits.Symbols / (double)traits.Length);
        Put(to, Math.Min(4, traits.Spaces));
        Put(to, Math.Min(1, traits.Turns / (double)traits.Length * 3));
        Has(to, traits.IsHex);
        Has(to, traits.IsHex && traits.Length >= 16);
        Has(to, traits.Lowers == traits.Length);
        Has(to, traits.Uppers == traits.Length);
        Has(to, value.Contains('/') && traits.Wordiness > 0.4);
        Has(to, value.Contains("://", StringComparison.Ordinal));
        Put(to, Math.Min(4, value.Count('-') + value.Count('_')));

        Has(to, Examples.HasExampleWord(value));
        Has(to, Examples.HasNameOfSecret(value));
        Has(to, text[label.Start..label.End].Contains(value, StringComparison.OrdinalIgnoreCase));
        Has(to, value.Contains("123", StringComparison.Ordinal) || value.Contains("abc", StringComparison.OrdinalIgnoreCase));
        Put(to, label.Class == LabelClass.Password ? random : 0);
        Put(to, label.Class is LabelClass.Secret or LabelClass.Token or LabelClass.Key ? traits.Wordiness : 0);
        Put(to, label.Class is LabelClass.PlainKey or LabelClass.Auth or LabelClass.Other ? random : 0);
    }

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.$");

    private sealed record Weights(double Bias, double[] Each, double Block, double Scrub)
    {
        public static Weights Load()
        {
            using var data = typeof(Weights).Assembly.GetManifestResourceStream("Substrate.Redaction.Data.assignment-weights.json")
                ?? throw new InvalidOperationException("The weights of the assignment detector are not embedded in this build.");
            using var document = JsonDocument.Parse(data);
            var root = document.RootElement;
            var weights = root.GetProperty("weights");
            return new Weights(
                root.GetProperty("bias").GetDouble(), [.. Names.Select(name => weights.GetProperty(name).GetDouble())], root.GetProperty("block").GetDouble(), root.GetProperty("scrub").GetDouble());
        }
    }
}
