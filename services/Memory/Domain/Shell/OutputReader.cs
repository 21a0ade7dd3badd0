using System.Globalization;
using System.Text.RegularExpressions;

namespace Memory.Domain.Shell;

/// <summary>Reads from a command's output how it ended. Needed beside the exit code because agents pipe into <c>tail</c> and recordings drop the code.</summary>
internal static partial class OutputReader
{
    private const int Window = 40_000;

    /// <param name="exitCode">As recorded; null when the recording does not have it.</param>
    /// <param name="masked">The exit code belongs to a filter behind the command, not to it.</param>
    /// <param name="error">What the tool itself said when it could not finish, beside the output.</param>
    public static Judgement Judge(Purpose purpose, string output, int? exitCode, bool isError, bool masked, string? error = null)
    {
        if (error is { Length: > 0 })
        {
            return TimedOut().Match(error) is { Success: true } late
                ? new Judgement(Verdict.Failed, FailureKind.Timeout, "did not finish within " + late.Groups["v"].Value + " seconds", Missing: late.Groups["v"].Value, Explicit: true)
                : new Judgement(Verdict.Infra);
        }

        var from = Math.Max(0, output.Length - Window);
        var text = output[from..];
        exitCode = WrittenExit(text) ?? exitCode;
        if (Network().IsMatch(text))
        {
            return new Judgement(Verdict.Infra);
        }

        if (TimedOut().Match(text) is { Success: true } slow && (exitCode is not 0))
        {
            return Failure(FailureKind.Timeout, from, slow.Index, slow.Length, "did not finish within " + slow.Groups["v"].Value + " seconds") with { Missing = slow.Groups["v"].Value };
        }

        var failed = isError || exitCode is not (null or 0);
        if (purpose == Purpose.Test && TestsRan(text) is { } ran)
        {
            var (start, end) = LineAt(text, ran.At);
            return new Judgement(ran.Verdict, Start: from + start, End: from + end, Explicit: true);
        }

        if (!failed && (purpose == Purpose.Install && Installed().IsMatch(text) || purpose == Purpose.Build && Built().IsMatch(text)))
        {
            return new Judgement(Verdict.Worked, Explicit: true);
        }

        // No exit code of its own: only a complaint that is unmistakable, at the end of what it printed, counts.
        var untold = masked || exitCode is null;
        if (failed || untold)
        {
            var problem = Find(text, from, failed, purpose);
            if (problem is not null)
            {
                return problem;
            }

            if (failed)
            {
                return purpose is Purpose.Lint or Purpose.Format or Purpose.TypeCheck && exitCode == 1
                    ? new Judgement(Verdict.Reported, Explicit: true)
                    : Generic(text, from, exitCode);
            }
        }

        if (purpose == Purpose.Test)
        {
            return new Judgement(!untold && NothingRan().Match(text) is { Success: false } ? Verdict.Worked : Verdict.Unclear, Explicit: !untold);
        }

        return new Judgement(untold ? Verdict.Unclear : Verdict.Worked, Explicit: !untold);
    }

    private static int? WrittenExit(string text) =>
        ExitText().Match(text) is { Success: true } m && int.TryParse(m.Groups["v"].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code) ? code : null;

    private static (Verdict Verdict, int At)? TestsRan(string text)
    {
        if (BrokenRun().IsMatch(text)) { return null; }
        if (Last(TestsFailed(), text) is { } failed) { return (Verdict.Reported, failed.Index); }
        return Last(TestsPassed(), text) is { } passed ? (Verdict.Worked, passed.Index) : null;
    }

    private static (int Start, int End) LineAt(string text, int index)
    {
        var start = index == 0 ? 0 : text.LastIndexOf('\n', index - 1) + 1;
        var end = text.IndexOf('\n', index);
        end = end < 0 ? text.Length : end;
        while (start < end && (char.IsWhiteSpace(text[start]) || text[start] == '=')) { start++; }
        while (end > start && (char.IsWhiteSpace(text[end - 1]) || text[end - 1] == '=')) { end--; }
        return (start, end);
    }

    private static Judgement? Find(string text, int from, bool failed, Purpose purpose)
    {
        foreach (var (regex, kind) in Problems())
        {
            // The last one is what stopped the command; earlier ones may have been handled.
            var m = Last(regex, text);
            if (m is null || (!failed && !NearEnd(text, m) && kind != FailureKind.MissingModule)) { continue; }
            if (kind == FailureKind.SourceError && purpose is (Purpose.Test or Purpose.Lint or Purpose.TypeCheck)) { return new Judgement(Verdict.Reported, Explicit: failed); }
            var missing = m.Groups["what"] is { Success: true } g ? g.Value.Trim('\'', '"', '`', ':') : null;
            return Failure(kind, from, m.Groups["line"].Index, m.Groups["line"].Length, Clean(m.Groups["line"].Value)) with
            {
                Missing = missing,
                Importer = kind is FailureKind.MissingModule or FailureKind.BrokenImport ? ImporterBefore(text, m.Index) : null,
                Explicit = failed,
            };
        }

        return null;
    }

    private static Match? Last(Regex regex, string text)
    {
        Match? last = null;
        for (var m = regex.Match(text); m.Success; m = m.NextMatch()) { last = m; }
        return last;
    }

    private static bool NearEnd(string text, Match m) => text.Length - (m.Index + m.Length) < 600;

    private static Judgement Failure(FailureKind kind, int from, int start, int length, string essence) =>
        new(Verdict.Failed, kind, essence, from + start, from + start + length);

    /// <summary>A failure of no known form: the last line that names a problem, else the last line.</summary>
    private static Judgement Generic(string text, int from, int? exitCode)
    {
        (int Start, int Length)? best = null, last = null;
        foreach (var line in text.EnumerateSplits())
        {
            var trimmed = text.AsSpan(line.Start, line.Length).Trim();
            if (trimmed.Length < 4 || trimmed[0] == '<' || trimmed.StartsWith("Exit code", StringComparison.Ordinal)) { continue; }
            var lead = text.AsSpan(line.Start, line.Length).IndexOf(trimmed, StringComparison.Ordinal);
            last = (line.Start + lead, trimmed.Length);
            if (Complaint().IsMatch(trimmed)) { best = last; }
        }

        if ((best ?? last) is not { } found || found.Length > 400)
        {
            return new Judgement(Verdict.Failed, FailureKind.None, Explicit: exitCode is not null);
        }

        var essence = Clean(text.Substring(found.Start, found.Length));
        return Failure(best is null ? FailureKind.None : FailureKind.Other, from, found.Start, found.Length, essence) with { Explicit = true };
    }

    private static IEnumerable<(int Start, int Length)> EnumerateSplits(this string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0) { end = text.Length; }
            yield return (start, end - start);
            start = end + 1;
        }
    }

    /// <summary>The error without what is only true on one machine: directories of the installation, addresses, colour codes.</summary>
    public static string Clean(string line)
    {
        var text = Ansi().Replace(line, "").Trim();
        text = Prefix().Replace(text, "");
        text = InstallPath().Replace(text, "");
        text = Address().Replace(text, "0x…");
        text = text.Replace('`', '\'').Trim();
        return text.Length <= 180 ? text : string.Concat(text.AsSpan(0, text.LastIndexOf(' ', 176) is > 100 and var cut ? cut : 176), " …");
    }

    private static string? ImporterBefore(string text, int index)
    {
        var head = text[Math.Max(0, index - 1500)..index];
        var m = Last(Frame(), head);
        return m is null ? null : m.Groups["f"].Value;
    }

    private static (Regex, FailureKind)[] Problems() =>
    [
        (MissingModule(), FailureKind.MissingModule),
        (BrokenImport(), FailureKind.BrokenImport),
        (NoTty(), FailureKind.NoTerminal),
        (NotConfigured(), FailureKind.Configuration),
        (Conflict(), FailureKind.VersionConflict),
        (Misused(), FailureKind.Usage),
        (NoCommand(), FailureKind.MissingCommand),
        (Denied(), FailureKind.Permission),
        (Source(), FailureKind.SourceError),
        (NoFile(), FailureKind.MissingFile),
        (Exception(), FailureKind.Other),
    ];

    private const RegexOptions Lines = RegexOptions.Multiline | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"(?:<returncode>|^Exit code:? |exit(?:ed with)? code:? |finished with exit code )(?<v>-?\d{1,3})\b", Lines | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex ExitText();

    [GeneratedRegex(@"Read timed out|ConnectTimeout|Connection(?:Error| refused| reset| timed out)|Max retries exceeded|Temporary failure in name resolution|Could not resolve host|Network is unreachable|SSLError|SSL: |\bETIMEDOUT\b|\bECONNRESET\b|\bENOTFOUND\b|\b50[234] (?:Bad Gateway|Service Unavailable|Gateway)|429 Too Many Requests|No space left on device|Cannot allocate memory|HTTPSConnectionPool|Failed to fetch http|\(SSL\.c|_ssl\.c", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Network();

    [GeneratedRegex(@"timed? ?out after (?<v>\d+(?:\.\d+)?) ?s(?:ec(?:ond)?s?)?", Lines | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex TimedOut();

    [GeneratedRegex(@"\b[1-9]\d* passed\b|^OK\b(?: \(|\s*$)|test result: ok\. [1-9]\d* passed|^ok\s+\S+\s+[\d.(]|\b[1-9]\d* passing\b|Passed!\s+-|Tests run: [1-9]\d*, Failures: 0, Errors: 0|\b[1-9]\d* examples?, 0 failures|OK \([1-9]\d* tests?|100% tests passed|^# pass [1-9]|BUILD SUCCESSFUL|^All tests passed", Lines, 1000)]
    private static partial Regex TestsPassed();

    [GeneratedRegex(@"=+ .*\b[1-9]\d* failed\b.* in |^FAILED \(|^--- FAIL|^FAIL\s+\S+\s+[\d.]+m?s|test result: FAILED|Tests:\s+[1-9]\d* failed|\b[1-9]\d* failing\b|Failed!\s+-\s+Failed:|Tests run: \d+, Failures: [1-9]|\b\d+ examples?, [1-9]\d* failures?|^Tests: \d+, Assertions: \d+, (?:Failures|Errors): [1-9]|\d+% tests passed, [1-9]|^FAILED \S+::", Lines, 1000)]
    private static partial Regex TestsFailed();

    // The runner itself broke before it ran anything: not a verdict on the tests.
    [GeneratedRegex(@"ImportError while loading conftest|Interrupted: \d+ errors? during collection|^FAILED \(errors=\d+\)[\s\S]{0,40}\z|unittest\.loader\._FailedTest|^ERROR: (?:not found|file or directory not found|usage)", Lines, 1000)]
    private static partial Regex BrokenRun();

    [GeneratedRegex(@"no tests ran|collected 0 items|Ran 0 tests|0 passing|No tests found|\[no test files\]|running 0 tests(?![\s\S]*running [1-9])|(?:\d+ deselected)(?! ?,?.*passed) in", Lines, 1000)]
    private static partial Regex NothingRan();

    [GeneratedRegex(@"Successfully installed|Requirement already satisfied|added \d+ packages?|up to date|Installed \d+ packages?|Bundle complete|is already the newest|newly installed|Restored |Finished|Audited \d+|Resolved \d+ packages|Already up.to.date|Done in ", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Installed();

    [GeneratedRegex(@"Build succeeded|BUILD SUCCESS|Finished .*(?:dev|release|test)|Successfully built|built in |Compiled successfully|webpack .* compiled", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Built();

    [GeneratedRegex(@"^(?<line>.*?(?:No module named ['""]?(?<what>[A-Za-z_][\w.]*)['""]?|Cannot find (?:module|package) '(?<what>[^'./][^']*)'|no required module provides package (?<what>\S+?);?|cannot load such file -- (?<what>\S+)|can't find crate for `(?<what>\w+)`|Can't locate (?<what>\S+) in @INC|there is no package called ‘(?<what>\w+)’|Package (?<what>\S+) (?:was )?not found).*?)\r?$", Lines, 1000)]
    private static partial Regex MissingModule();

    [GeneratedRegex(@"^(?<line>(?:E\s+)?ImportError: cannot import name '?(?<what>\w+)'? from .*?)\r?$", Lines, 1000)]
    private static partial Regex BrokenImport();

    [GeneratedRegex(@"^(?<line>.*(?:/dev/tty|not a (?:tty|terminal)|nappropriate ioctl|requires? an? (?:tty|interactive terminal)|stdin is not a ).*?)\r?$", Lines, 1000)]
    private static partial Regex NoTty();

    [GeneratedRegex(@"^(?<line>.*(?:ImproperlyConfigured: |settings are not configured|[Mm]issing script: |is not configured|[Ee]nvironment variable .{0,40}(?:not set|required|must be set)|(?:must|need to) be set\b|[Nn]o configuration (?:file )?(?:was )?found|[Cc]onfig(?:uration)? file .{0,60}(?:not found|missing)|No rule to make target|could not find `Cargo.toml`|go\.mod file not found|MSB1003|Could not find a project|no such task|ENOENT.*package\.json).*?)\r?$", Lines, 1000)]
    private static partial Regex NotConfigured();

    [GeneratedRegex(@"^(?<line>.*(?:requires a different Python|ERESOLVE|[Uu]nsupported engine|requires? (?:rustc|node|python|java|go|\.NET)\S* ?[><=v]?=? ?\d[\d.]*.*(?:or (?:newer|later|higher)|but|found|got)|The current .NET SDK does not support|ResolutionImpossible|No matching distribution found|version solving failed).*?)\r?$", Lines, 1000)]
    private static partial Regex Conflict();

    [GeneratedRegex(@"^(?<line>.*(?:unrecognized arguments?|no such option|[Uu]nknown (?:option|command|argument|flag|subcommand)|[Uu]nrecognized option|invalid option|unexpected argument|^ERROR: not found: |file or directory not found|error: no test target|flag provided but not defined|no such (?:sub)?command|is not a (?:\w+ )?command|did not match any (?:files|packages)|matched no packages|no tests ran in|the following arguments are required|Missing (?:option|argument)).*?)\r?$", Lines, 1000)]
    private static partial Regex Misused();

    [GeneratedRegex(@"^(?<line>(?:[\w./-]+: (?:line )?\d*:? ?)?(?<what>[\w.+-]+): (?:command not found|not found)|.*'(?<what>\w+)' is not recognized as.*)\r?$", Lines, 1000)]
    private static partial Regex NoCommand();

    [GeneratedRegex(@"^(?<line>.*(?:[Pp]ermission denied|EACCES|Operation not permitted|externally-managed-environment).*?)\r?$", Lines, 1000)]
    private static partial Regex Denied();

    // The code under work does not compile or a check in it failed: the agent's own doing, not the repository's way.
    [GeneratedRegex(@"^(?<line>.*(?:SyntaxError|IndentationError|TabError|AssertionError|error\[E\d+\]|error CS\d+|error TS\d+|cannot find symbol|undefined reference to|: undefined: |\b(?:Type|Name|Attribute|Value|Key|Index|Unbound\w+|Recursion|ZeroDivision|NotImplemented)Error\b|NullReferenceException|NullPointerException|ReferenceError: |panicked at).*?)\r?$", Lines, 1000)]
    private static partial Regex Source();

    [GeneratedRegex(@"^(?<line>.*(?:No such file or directory|FileNotFoundError|ENOENT|cannot (?:find|open|access)|does not exist|[Cc]ould not find (?:file|path)|missing (?:[\w.-]+ )?file).*?)\r?$", Lines, 1000)]
    private static partial Regex NoFile();

    [GeneratedRegex(@"^(?<line>(?:E\s+)?(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Failure): .+?|(?:ERROR|FATAL|[Ff]atal|[Ee]rror|npm ERR!|make(?:\[\d+\])?: \*\*\*(?! \[)|CMake Error)[: ].+?)\r?$", Lines, 1000)]
    private static partial Regex Exception();

    [GeneratedRegex(@"error|fail|missing|cannot|can't|could not|unable|not found|denied|invalid|unknown|required|refus|expected|abort|no such|must ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Complaint();

    [GeneratedRegex(@"\x1b\[[0-9;]*[A-Za-z]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Ansi();

    [GeneratedRegex(@"^(?:E\s{2,}|python[\d.]*: (?=No module)|(?:/[\w.+-]+)*/python[\d.]*: |(?:/[\w.+-]+)+/(?=[\w.-]+: )|[\w.]*bash: line \d+: |(?:/bin/)?(?:ba)?sh: (?:line )?\d*:? ?|(?:[a-z_]\w*\.)+(?=[A-Z]\w*(?:Error|Exception|Configured)))", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Prefix();

    [GeneratedRegex(@" ?\((?:/[\w.+-]+){2,}/?\)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex InstallPath();

    [GeneratedRegex(@"0x[0-9a-fA-F]{6,}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Address();

    [GeneratedRegex(@"(?:File ""(?<f>[^""<]+)"", line \d+|^(?<f>[\w./-]+\.py):\d+: in )", Lines, 1000)]
    private static partial Regex Frame();
}
