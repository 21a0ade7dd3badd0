using System.Text;
using Context.Domain;
using Substrate.Redaction;
using Substrate.Tokens;
using Xunit;

namespace Context.Tests.Domain;

public sealed class TextWorkTests
{
    private static readonly Guid Org = Guid.Parse("018f0000-0000-7000-8000-000000000001");
    private static readonly Guid Other = Guid.Parse("018f0000-0000-7000-8000-000000000002");
    private static readonly string Prose = string.Join(' ', Enumerable.Repeat("Nothing in this text is worth hiding.", 10));

    [Fact]
    public void A_text_is_counted_once_for_each_organisation_and_vocabulary()
    {
        var work = new TextWork();
        var (counting, named) = (new Counting("one"), new Counting("two"));

        Assert.Equal([Prose.Length, Prose.Length], [work.Counter(Org, counting).Count(Prose), work.Counter(Org, counting).Count(Prose)]);
        Assert.Equal(1, counting.Counted);
        work.Counter(Other, counting).Count(Prose);
        work.Counter(Org, named).Count(Prose);
        Assert.Equal((2, 1), (counting.Counted, named.Counted));
    }

    [Fact]
    public void Texts_that_differ_in_one_character_are_not_taken_for_each_other()
    {
        var counter = new TextWork().Counter(Org, O200kBase.Shared);
        foreach (var text in Enumerable.Range(0, 300).Select(n => $"{Prose}{n} {new string('x', n)}"))
        {
            Assert.Equal(O200kBase.Shared.Count(text), counter.Count(text));
            Assert.Equal(O200kBase.Shared.Count(text), counter.Count(text));
        }
    }

    [Fact]
    public void A_secret_is_taken_out_every_time_with_the_marks_of_the_key_asked_with()
    {
        var work = new TextWork();
        var secret = $"{Prose} AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzQQmplKEY {Prose}";
        foreach (var key in new[] { "first", "second", "first" })
        {
            var settings = RedactionSettings.Unkeyed with { Key = Encoding.UTF8.GetBytes(key) };
            var result = work.Redact(Org, secret, settings);
            Assert.Equal(Redactor.Redact(secret, settings).Text, result.Text);
            Assert.NotEmpty(result.Findings);
        }
    }

    [Fact]
    public void That_a_text_is_clean_holds_only_for_the_classes_that_were_looked_for()
    {
        var work = new TextWork();
        var text = $"{Prose} Write to erika.mustermann@shop.example.org about it.";

        Assert.Same(text, work.Redact(Org, text, RedactionSettings.Unkeyed).Text);
        Assert.Same(text, work.Redact(Org, text, RedactionSettings.Unkeyed).Text);
        Assert.DoesNotContain("erika", work.Redact(Org, text, RedactionSettings.Unkeyed with { Pii = PiiClasses.Email }).Text, StringComparison.Ordinal);
        Assert.Same(text, work.Redact(Org, text, RedactionSettings.Unkeyed).Text);
    }

    [Fact]
    public void What_is_remembered_is_bounded_and_what_is_asked_for_stays()
    {
        var texts = new RecentTexts<int>(10);
        var asked = RecentTexts<int>.KeyOf(Org, "q", "asked");
        texts.Keep(asked, 7);
        for (var n = 0; n < 1_000; n++)
        {
            texts.Keep(RecentTexts<int>.KeyOf(Org, "q", $"text {n}"), n);
            Assert.Equal(7, texts.Find(asked));
            Assert.InRange(texts.Count, 1, 20);
        }
        Assert.Null(texts.Find(RecentTexts<int>.KeyOf(Org, "q", "text 1")));
        Assert.Null(texts.Find(RecentTexts<int>.KeyOf(Other, "q", "asked")));
    }

    private sealed class Counting(string name) : ITokenCounter
    {
        public int Counted { get; private set; }

        public string Name => name;

        public int Count(string text)
        {
            Counted++;
            return text.Length;
        }
    }
}
