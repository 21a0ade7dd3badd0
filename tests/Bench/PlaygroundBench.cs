using System.Text.Json;
using Microsoft.Playwright;

namespace Bench;

/// <summary>How long the playground takes to answer a move of its slider: from the input event to the painted window, the pause that gathers moves included.</summary>
internal static class PlaygroundBench
{
    private const int Items = 500;
    private const int Moves = 40;

    private const string Move = """
        async (place) => {
          performance.clearMeasures();
          const slider = document.querySelector('input[type=range]');
          const from = performance.now();
          Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(slider, String(place));
          slider.dispatchEvent(new Event('input', { bubbles: true }));
          for (;;) {
            const entry = performance.getEntriesByName('playground-answered')[0];
            if (entry) return entry.startTime + entry.duration - from;
            await new Promise(requestAnimationFrame);
          }
        }
        """;

    public static async Task Run(IPage page, Corpus corpus, Figures figures)
    {
        var random = new Random(1);
        var items = Enumerable.Range(0, Items).Select(n => new { id = $"note {n:000}", kind = "document", text = corpus.Phrase(random, 60 + (n % 120)), pinned = false }).ToList();
        var draft = JsonSerializer.Serialize(new { task = "Fix the failing test of the date parser", items, memory = true });
        await page.GotoAsync("/context/playground");
        await page.EvaluateAsync("draft => sessionStorage.setItem('playground', draft)", draft);
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".budget-sum")).ToBeVisibleAsync();
        var times = new List<double>();
        for (var move = 0; move <= Moves; move++)
        {
            times.Add(await page.EvaluateAsync<double>(Move, 300 + (move * 37 % 600)));
        }

        // The first also compiles the page's code.
        var sample = new Latencies(times.Skip(1));
        figures.Add("playground.slider_p50_ms", sample.P50, "ms", null, $"{Items} items, {items.Sum(i => i.text.Length) / 1000} kB of text, memory asked; from the move to the painted window, {Moves} moves");
        figures.Add("playground.slider", sample.P95, "ms", null, "the same, p95");
    }
}
