using System.Text.Json;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Web.Tests.Running;

/// <summary>axe-core on a page. The package's own RunAxe opens a second page for each answer and reads the script twice; a page without frames needs neither.</summary>
internal static class Axe
{
    /// <summary>The rules whose answer depends on the colours.</summary>
    public static readonly string[] OfColours = ["color-contrast", "link-in-text-block"];

    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <param name="rules">None: every rule that axe runs by itself.</param>
    public static async Task<IReadOnlyList<string>> Findings(IPage page, params string[] rules)
    {
        if (!await page.EvaluateAsync<bool>("'axe' in window")) { await page.EvaluateAsync(Script); }
        var json = await page.EvaluateAsync<string>(
            """
            async rules => {
              if (document.querySelector("iframe, frame")) throw new Error("axe would not look into the frames of this page.");
              const found = await axe.run(document, { resultTypes: ["violations"], ...(rules.length > 0 && { runOnly: { type: "rule", values: rules } }) });
              return JSON.stringify({
                asked: found.violations.length + found.passes.length + found.incomplete.length,
                violations: found.violations.map(({ id, impact, help, nodes }) => `${id} (${impact}): ${help}: ${nodes.slice(0, 3).map(node => node.html).join(" | ")}`),
              });
            }
            """,
            rules);
        using var result = JsonDocument.Parse(json);
        if (result.RootElement.GetProperty("asked").GetInt32() == 0) { throw new GaveUp($"No rule of axe found anything to look at on {page.Url}."); }
        return [.. result.RootElement.GetProperty("violations").EnumerateArray().Select(each => each.GetString()!)];
    }
}
