using System.Globalization;

namespace Bench;

/// <summary>Command line of the bench: a name, then options. A figure from a misspelt option would be a wrong figure, so unknown ones are refused.</summary>
internal sealed record Arguments(
    string Name, string? Json, string? Dump, IReadOnlyList<int> Sizes, int Requests, int? Steps, string? Archive, string? State, string? Data, string? Locomo, string? Runs, string? Texts)
{
    public const string StandardOutput = "-";

    public const string Usage = """
        ./dev bench startup|ingest|compile|search|redaction|tokens|dashboard [options]
          --json [FILE]      write the figures as JSON; without FILE to the standard output, and everything else to the error output
          --dump DIR         write what was asked and answered as JSON Lines (compile, search, redaction)
          --sizes A,B,C      memories in the store (compile, search; default 1000,10000,100000)
          --requests N       measured requests for each size (compile, search; default 400)
          --steps N          steps to record (ingest; default 200000)
          --archive PATH     folder of recorded runs to import before memory is measured (startup); .tar.gz of recorded runs to import again and again
                             (ingest; default ../shared/data/trajectories.tar.gz, left out where that is not)
          --data DIR         labelled lines (lines.jsonl) and gitleaks' cases (cases.jsonl), at any depth (redaction; needs no platform)
          --locomo PATH      LoCoMo conversations, a JSON file or a folder of them (compile: the evidence kept in a budget; needs no platform)
          --runs DIR         recorded runs of mini-swe-agent, *.traj.json at any depth (compile: what the next steps used and a part of the window still
                             holds; needs no platform)
          --texts DIR        folder whose texts are counted (compile, tokens: 10,000 of its .json, .jsonl, .md, .txt and source files; default this repository;
                             tokens needs no platform)
          --state DIR        state directory to use and keep; default a temporary one, removed at the end
        Starts a platform of its own, unless CTX_URL and CTX_API_KEY name a running one (then CTX_BENCH_POSTGRES names its server for what is loaded in bulk).
        """;

    public static Arguments? Read(string[] args)
    {
        if (args.Length == 0 || args[0] is not ("startup" or "ingest" or "compile" or "search" or "redaction" or "tokens" or "dashboard"))
        {
            return null;
        }

        var read = new Arguments(args[0], null, null, [1_000, 10_000, 100_000], 400, null, null, null, null, null, null, null);
        for (var i = 1; i < args.Length; i++)
        {
            if (args[i] == "--json" && (i + 1 == args.Length || args[i + 1].StartsWith("--", StringComparison.Ordinal)))
            {
                read = read with { Json = StandardOutput };
                continue;
            }
            if (i + 1 == args.Length)
            {
                return null;
            }

            var value = args[i + 1];
            switch (args[i++])
            {
                case "--json": read = read with { Json = value }; break;
                case "--dump": read = read with { Dump = value }; break;
                case "--archive": read = read with { Archive = value }; break;
                case "--data": read = read with { Data = value }; break;
                case "--locomo": read = read with { Locomo = value }; break;
                case "--runs": read = read with { Runs = value }; break;
                case "--texts": read = read with { Texts = value }; break;
                case "--state": read = read with { State = value }; break;
                case "--sizes": read = read with { Sizes = [.. value.Split(',').Select(Number).Order()] }; break;
                case "--requests": read = read with { Requests = Number(value) }; break;
                case "--steps": read = read with { Steps = Number(value) }; break;
                default: return null;
            }
        }

        return (read.Name != "redaction" || read.Data is not null) && read.Sizes.All(s => s > 0) && read.Requests > 0 && read.Steps is null or > 0 ? read : null;
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
