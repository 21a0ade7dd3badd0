using System.Net;

namespace Gateway.Domain;

/// <summary>The few pages that the gateway itself shows: no script, nothing fetched, readable in both themes.</summary>
internal static class PlainPage
{
    private const string Style = """
        :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
        body { margin: 0; display: grid; min-height: 100vh; place-items: center; background: Canvas; color: CanvasText; }
        main { width: min(34rem, calc(100vw - 2rem)); }
        h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
        code { font: .9em ui-monospace, monospace; border: 1px solid GrayText; border-radius: 4px; padding: .1em .35em; }
        label { display: block; font-weight: 600; margin: 1.5rem 0 .25rem; }
        input { font: 1rem ui-monospace, monospace; width: 100%; box-sizing: border-box; padding: .5rem; }
        button { font: inherit; margin-top: .75rem; padding: .5rem 1rem; cursor: pointer; }
        [role=alert] { border-left: 4px solid; padding: .25rem .75rem; margin: 1rem 0; }
        """;

    public static string SignIn(string next, string? wrong)
    {
        var alert = wrong is null ? "" : $"""<p role="alert">{WebUtility.HtmlEncode(wrong)}</p>""";
        return Frame("Sign in", $"""
            <h1>Sign in</h1>
            {alert}
            <p>Open the link that <code>./dev up</code> printed. It works once; each start prints a new one.</p>
            <form method="post" action="/sign-in">
            <label for="key">Or sign in with an API key</label>
            <input id="key" name="key" type="password" autocomplete="off" spellcheck="false" required>
            <input type="hidden" name="next" value="{WebUtility.HtmlEncode(next)}">
            <button type="submit">Sign in</button>
            </form>
            """);
    }

    /// <summary>Shown when a link on another site was followed: the browser sends a strict cookie only with a request that our own page makes.</summary>
    public static string SignedIn(string next) => Frame("Signed in", $"""
        <h1>You are signed in</h1>
        <p><a href="{WebUtility.HtmlEncode(next)}">Go to the dashboard</a></p>
        """, $"""<meta http-equiv="refresh" content="0;url={WebUtility.HtmlEncode(next)}">""");

    public static string SignedOut() => Frame("Signed out", """
        <h1>You are signed out</h1>
        <p><a href="/">Sign in again</a></p>
        """);

    public static string DashboardMissing(string? folder) => Frame("The dashboard is not built", $"""
        <h1>The dashboard is not built</h1>
        <p>{(folder is null ? "No folder is configured for it (<code>Gateway__Dashboard</code>)." : $"There is no <code>index.html</code> in <code>{WebUtility.HtmlEncode(folder)}</code>.")}</p>
        <p>Build it with <code>npm --prefix web ci</code> and <code>npm --prefix web run build</code>; <code>./dev up</code> does both.</p>
        <p>The API works without it: see <a href="/reference">the API reference</a>.</p>
        """);

    private static string Frame(string title, string body, string head = "") => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{title}</title>
        {head}<style>{Style}</style>
        </head>
        <body><main>
        {body}
        </main></body>
        </html>
        """;
}
