using System.Text.RegularExpressions;

namespace Memory.Domain.Shell;

/// <summary>Which program does what, over the languages agents work in. A program that is not here is <see cref="Purpose.Other"/> and nothing is learned from it.</summary>
internal static partial class ToolCatalog
{
    private static readonly HashSet<string> Explorers = ["ls", "cat", "head", "tail", "grep", "egrep", "fgrep", "rg", "ag", "ack", "find", "fd", "awk", "wc", "tree", "file", "stat", "which", "whereis",
        "type", "pwd", "echo", "printf", "diff", "cmp", "less", "more", "env", "printenv", "du", "df", "ps", "date", "whoami", "id", "uname", "sort", "uniq", "cut", "tr", "xargs", "test", "[", "true",
        "false", "sleep", "jq", "yq", "nl", "od", "xxd", "strings", "hexdump", "basename", "dirname", "realpath", "readlink", "column", "lsof", "top", "history", "man", "open", "goto", "scroll_up",
        "scroll_down", "search_dir", "search_file", "find_file", "view", "ps", "kill", "wait", "md5sum", "sha256sum", "tee", "yes", "seq"];

    private static readonly HashSet<string> Editors = ["cp", "mv", "rm", "mkdir", "touch", "patch", "chmod", "chown", "ln", "ed", "vi", "vim", "nano", "edit", "create", "insert", "str_replace",
        "set_cursors", "str_replace_editor", "truncate", "install", "rsync", "unzip", "tar", "gunzip", "dos2unix"];

    // program -> purpose, whatever follows.
    private static readonly Dictionary<string, Purpose> Programs = new(StringComparer.Ordinal)
    {
        ["pytest"] = Purpose.Test, ["py.test"] = Purpose.Test, ["tox"] = Purpose.Test, ["nox"] = Purpose.Test, ["nosetests"] = Purpose.Test, ["trial"] = Purpose.Test, ["stestr"] = Purpose.Test,
        ["jest"] = Purpose.Test, ["vitest"] = Purpose.Test, ["mocha"] = Purpose.Test, ["ava"] = Purpose.Test, ["karma"] = Purpose.Test, ["cypress"] = Purpose.Test, ["playwright"] = Purpose.Test,
        ["rspec"] = Purpose.Test, ["phpunit"] = Purpose.Test, ["pest"] = Purpose.Test, ["ctest"] = Purpose.Test, ["gotestsum"] = Purpose.Test, ["bats"] = Purpose.Test, ["prove"] = Purpose.Test, ["busted"] = Purpose.Test,
        ["flake8"] = Purpose.Lint, ["pylint"] = Purpose.Lint, ["pycodestyle"] = Purpose.Lint, ["pydocstyle"] = Purpose.Lint, ["eslint"] = Purpose.Lint, ["stylelint"] = Purpose.Lint, ["golangci-lint"] = Purpose.Lint,
        ["rubocop"] = Purpose.Lint, ["shellcheck"] = Purpose.Lint, ["ktlint"] = Purpose.Lint, ["clippy-driver"] = Purpose.Lint, ["staticcheck"] = Purpose.Lint, ["phpcs"] = Purpose.Lint, ["hadolint"] = Purpose.Lint, ["yamllint"] = Purpose.Lint,
        ["black"] = Purpose.Format, ["isort"] = Purpose.Format, ["autopep8"] = Purpose.Format, ["yapf"] = Purpose.Format, ["prettier"] = Purpose.Format, ["gofmt"] = Purpose.Format, ["goimports"] = Purpose.Format,
        ["rustfmt"] = Purpose.Format, ["clang-format"] = Purpose.Format, ["shfmt"] = Purpose.Format, ["php-cs-fixer"] = Purpose.Format,
        ["mypy"] = Purpose.TypeCheck, ["pyright"] = Purpose.TypeCheck, ["pyre"] = Purpose.TypeCheck, ["tsc"] = Purpose.TypeCheck, ["vue-tsc"] = Purpose.TypeCheck, ["phpstan"] = Purpose.TypeCheck, ["psalm"] = Purpose.TypeCheck, ["sorbet"] = Purpose.TypeCheck,
        ["sphinx-build"] = Purpose.Docs, ["mkdocs"] = Purpose.Docs, ["doxygen"] = Purpose.Docs, ["typedoc"] = Purpose.Docs, ["mdbook"] = Purpose.Docs,
        ["ninja"] = Purpose.Build, ["cmake"] = Purpose.Build, ["webpack"] = Purpose.Build, ["rollup"] = Purpose.Build, ["esbuild"] = Purpose.Build, ["gcc"] = Purpose.Build, ["g++"] = Purpose.Build, ["clang"] = Purpose.Build,
        ["javac"] = Purpose.Build, ["scons"] = Purpose.Build, ["msbuild"] = Purpose.Build, ["autoconf"] = Purpose.Build, ["autoreconf"] = Purpose.Build, ["protoc"] = Purpose.Build, ["buf"] = Purpose.Build,
    };

    // "program sub" -> purpose. A sub-command that is not listed is not learned from.
    private static readonly Dictionary<string, Purpose> SubCommands = Table(
        (Purpose.Test, "cargo test|cargo nextest|cargo t|go test|dotnet test|dotnet vstest|mix test|npm test|npm t|yarn test|pnpm test|bun test|deno test|swift test|flutter test|dart test|stack test|cabal test|lein test|sbt test|rails test|rake test|rake spec|zig test|gleam test|mvn test|mvn verify|mvn surefire:test|mvnw test|mvnw verify|gradle test|gradle check|gradlew test|gradlew check|hatch test|bazel test|buck test|buck2 test|composer test|artisan test|ruff-test test|meson test|coverage run|pdm test|cargo-nextest run|cargo miri|julia test|mage test|task test|just test"),
        (Purpose.Build, "cargo build|cargo b|go build|go generate|dotnet build|dotnet publish|dotnet pack|mix compile|swift build|stack build|cabal build|sbt compile|sbt package|lein compile|lein uberjar|zig build|mvn package|mvn compile|mvn install|mvn clean|mvnw package|mvnw compile|mvnw install|gradle build|gradle assemble|gradlew build|gradlew assemble|bazel build|buck build|buck2 build|docker build|docker compose|docker-compose build|docker-compose up|vite build|next build|nuxt build|ng build|meson setup|meson compile|poetry build|hatch build|flit build|uv build|pdm build|flutter build|dart compile|gleam build|npm build|yarn build|pnpm build|bun build|mage build|tsup build|turbo build|nx build|rake build|rake compile|elm make|wasm-pack build|maturin develop|maturin build|trunk build|gem build"),
        (Purpose.Install, "npm ci|npm install|npm i|yarn install|yarn add|yarn|pnpm install|pnpm i|pnpm add|bun install|bun add|pip install|pip3 install|uv sync|uv pip|uv add|poetry install|poetry add|pdm install|pdm sync|pdm add|pipenv install|pipenv sync|conda install|conda env|conda create|mamba install|mamba env|bundle install|gem install|composer install|composer update|composer require|mix deps.get|cargo fetch|cargo add|cargo install|go mod|go get|go install|dotnet restore|dotnet tool|apt-get install|apt install|yum install|dnf install|apk add|brew install|git submodule|stack setup|cabal update|rustup target|rustup component|rustup toolchain|nvm install|nvm use|hatch env|corepack enable|pre-commit install|playwright install|flutter pub|dart pub|vcpkg install|conan install|opam install|asdf install|gleam deps|npx playwright"),
        (Purpose.Lint, "ruff check|ruff|cargo clippy|go vet|npm lint|yarn lint|pnpm lint|mix credo|pre-commit run|biome lint|biome check|deno lint|dart analyze|flutter analyze|gradle lint|gradlew lint|buf lint|swiftlint lint|hatch lint|gradle ktlintCheck|gradlew ktlintCheck"),
        (Purpose.Format, "ruff format|cargo fmt|go fmt|dotnet format|mix format|biome format|deno fmt|dart format|gradle spotlessApply|gradlew spotlessApply|mvn spotless:apply|zig fmt|terraform fmt|npm format|yarn format|pnpm format|gleam format"),
        (Purpose.TypeCheck, "cargo check|cargo c|mix dialyzer|deno check|npm typecheck|yarn typecheck|pnpm typecheck|flow check|pyrefly check|ty check"),
        (Purpose.Docs, "cargo doc|mkdocs build|sphinx build|mvn javadoc:javadoc|gradle javadoc|gradlew javadoc|mix docs|dart doc"),
        (Purpose.Run, "cargo run|go run|dotnet run|npm start|yarn start|pnpm start|mix run|swift run|rails server|rails runner|stack run|cabal run|sbt run|gradle run|gradlew run|zig run|flutter run|dart run|docker-compose run|gleam run"));

    private static readonly HashSet<string> ScriptRunners = ["npm", "yarn", "pnpm", "bun", "composer", "hatch", "pdm", "poe", "rush", "turbo", "nx"];

    private static readonly HashSet<string> Interpreters = ["python", "python2", "python3", "pypy", "pypy3", "node", "ruby", "perl", "php", "deno", "ts-node", "tsx", "lua", "julia", "Rscript", "osascript", "irb", "bash", "sh", "zsh", "fish", "dash", "source", "."];

    private static readonly HashSet<string> TargetRunners = ["make", "gmake", "just", "task", "rake", "mage", "invoke", "inv", "bazelisk", "ant", "gulp", "grunt", "earthly", "moon", "mise", "tusk"];

    private static Dictionary<string, Purpose> Table(params (Purpose Purpose, string Names)[] rows) =>
        rows.SelectMany(r => r.Names.Split('|').Select(n => (n, r.Purpose))).DistinctBy(p => p.n).ToDictionary(p => p.n, p => p.Purpose, StringComparer.Ordinal);

    public static ToolUse Classify(IReadOnlyList<ShellWord> words, int from = 0)
    {
        from = SkipWrappers(words, from);
        if (from >= words.Count)
        {
            return new ToolUse("", Purpose.Other, from);
        }

        var path = words[from].Value;
        var program = Path.GetFileName(path);
        if (Version().Match(program) is { Success: true } versioned) { program = versioned.Groups["v"].Value; }
        var sub = Sub(words, from + 1);

        if (program is "python" or "python2" or "python3" or "pypy" or "pypy3" or "py") { return Python(words, from); }
        if (words.Count == from + 2 && sub is "--version" or "-V" or "-v" or "version" or "--help" or "-h") { return new ToolUse(program, Purpose.Explore, from + 1); }
        if (program is "sed" or "perl") { return new ToolUse(program, InPlace(words, from) ? Purpose.Edit : Purpose.Explore, from + 1); }
        if (program == "git") { return Git(sub, from); }
        if (Explorers.Contains(program)) { return new ToolUse(program, Purpose.Explore, from + 1); }
        if (Editors.Contains(program)) { return new ToolUse(program, Purpose.Edit, from + 1); }
        if (ScriptRunners.Contains(program) && sub is "run" or "run-script") { return Named(program + " run", words, from + 2); }
        if (program == "cmake" && sub == "--build") { return new ToolUse("cmake --build", Purpose.Build, from + 2); }
        if (TargetRunners.Contains(program)) { return Target(program, words, from + 1); }
        if (sub is not null && SubCommands.TryGetValue(program + " " + sub, out var purpose)) { return SubCommand(program, sub, purpose, words, from); }
        if (sub is null && SubCommands.TryGetValue(program, out purpose)) { return new ToolUse(program, purpose, from + 1); }
        if (Programs.TryGetValue(program, out purpose)) { return new ToolUse(program, purpose, from + 1); }
        if (Interpreters.Contains(program)) { return Interpreter(program, words, from + 1); }
        if (path.StartsWith("./", StringComparison.Ordinal) || path.Contains('/', StringComparison.Ordinal) || path.EndsWith(".sh", StringComparison.Ordinal)) { return Script(path, from + 1); }
        return new ToolUse(program, Purpose.Other, from + 1);
    }

    /// <summary>Steps over programs that only run another one: <c>uv run</c>, <c>npx</c>, <c>timeout 60</c>, <c>sudo</c>.</summary>
    public static int SkipWrappers(IReadOnlyList<ShellWord> words, int from)
    {
        while (from < words.Count)
        {
            var word = words[from].Value;
            var next = from + 1 < words.Count ? words[from + 1].Value : "";
            var skip = word switch
            {
                "sudo" or "time" or "nohup" or "exec" or "command" or "npx" or "bunx" or "xvfb-run" or "stdbuf" or "nice" or "env" or "dotenv" => 1,
                "timeout" => 2,
                "uv" or "poetry" or "pdm" or "pipenv" or "hatch" or "rye" or "pixi" when next == "run" => 2,
                "pnpm" or "yarn" or "npm" or "bundle" when next is "exec" or "dlx" => 2,
                "conda" or "mamba" when next == "run" => 2,
                _ => 0,
            };
            if (skip == 0) { return from; }
            from += skip;
            while (from < words.Count && (words[from].Value.StartsWith('-') || words[from].Value.Contains('=', StringComparison.Ordinal)))
            {
                from += words[from].Value is "-n" or "-p" or "--with" or "--extra" or "--python" or "-k" or "-s" ? 2 : 1;
            }
        }

        return from;
    }

    private static string? Sub(IReadOnlyList<ShellWord> words, int from)
    {
        for (var i = from; i < words.Count; i++)
        {
            // Global options before the sub-command: cargo +nightly test, dotnet -v q build, mvn -q test.
            if (words[i].Value is "-h" or "--help" or "--version" or "-V" or "--build") { return words[i].Value; }
            if (words[i].Value.StartsWith('-') || words[i].Value.StartsWith('+')) { continue; }
            return words[i].Value;
        }

        return null;
    }

    private static ToolUse Python(IReadOnlyList<ShellWord> words, int from)
    {
        for (var i = from + 1; i < words.Count; i++)
        {
            var word = words[i].Value;
            if (word is "-c" or "-") { return new ToolUse("python", Purpose.Script, i + 1); }
            if (word is "--version" or "-V") { return new ToolUse("python", Purpose.Explore, i + 1); }
            if (word == "-m" && i + 1 < words.Count) { return Module(words, i + 1); }
            if (word.StartsWith('-')) { if (word is "-W" or "-X") { i++; } continue; }
            return Script(word, i + 1) is var use && i + 1 < words.Count && Path.GetFileName(word) is "setup.py" or "manage.py" ? PythonCommand(word, words, i + 1) : use;
        }

        return new ToolUse("python", Purpose.Script, words.Count);
    }

    private static ToolUse PythonCommand(string file, IReadOnlyList<ShellWord> words, int rest) => words[rest].Value switch
    {
        "test" => new ToolUse(file + " test", Purpose.Test, rest + 1, OwnScript: true),
        "install" or "develop" => new ToolUse(file + " " + words[rest].Value, Purpose.Install, rest + 1, OwnScript: true),
        "build" or "build_ext" or "sdist" or "bdist_wheel" or "egg_info" => new ToolUse(file + " " + words[rest].Value, Purpose.Build, rest + 1, OwnScript: true),
        "migrate" or "runserver" or "check" or "makemigrations" or "collectstatic" => new ToolUse(file + " " + words[rest].Value, Purpose.Run, rest + 1, OwnScript: true),
        _ => new ToolUse(file, Purpose.Other, rest),
    };

    private static ToolUse Module(IReadOnlyList<ShellWord> words, int at)
    {
        var module = words[at].Value;
        var sub = Sub(words, at + 1);
        if (module == "unittest") { return new ToolUse("unittest", Purpose.Test, at + 1); }
        if (module is "build") { return new ToolUse("build", Purpose.Build, at + 1); }
        if (module is "venv" or "ensurepip" or "virtualenv") { return new ToolUse(module, Purpose.Install, at + 1); }
        if (module is "sphinx") { return new ToolUse("sphinx", Purpose.Docs, at + 1); }
        if (module is "compileall" or "py_compile" or "json.tool" or "http.server" or "timeit" or "cProfile" or "pdb" or "site" or "ast" or "dis" or "trace" or "this" or "tokenize" or "zipfile" or "inspect") { return new ToolUse(module, Purpose.Script, at + 1); }
        if (sub is "--version" or "--help" or "-h") { return new ToolUse(module, Purpose.Explore, at + 1); }
        if (Programs.TryGetValue(module, out var purpose)) { return new ToolUse(module, purpose, at + 1); }
        if (sub is not null && SubCommands.TryGetValue(module + " " + sub, out purpose)) { return SubCommand(module, sub, purpose, words, at); }
        if (sub == "test") { return new ToolUse(module + " test", Purpose.Test, at + 2); }
        return new ToolUse(module, Purpose.Other, at + 1);
    }

    private static ToolUse SubCommand(string program, string sub, Purpose purpose, IReadOnlyList<ShellWord> words, int from)
    {
        var rest = from + 1;
        while (rest < words.Count && words[rest].Value != sub) { rest++; }
        rest = Math.Min(rest + 1, words.Count);
        if (program == "uv" && sub == "pip")
        {
            return rest < words.Count && words[rest].Value == "install" ? new ToolUse("uv pip install", Purpose.Install, rest + 1, Packages: true) : new ToolUse("uv pip", Purpose.Explore, rest);
        }

        if (sub is "mod" or "tool" or "env" or "pub" or "submodule" or "compose" or "deps" && rest < words.Count) { sub += " " + words[rest++].Value; }
        var packages = purpose == Purpose.Install && sub is "install" or "i" or "add" or "require" or "get";
        return new ToolUse((program == "pip3" ? "pip" : program) + " " + sub, purpose, rest, packages);
    }

    private static ToolUse Git(string? sub, int from) => sub switch
    {
        "submodule" => new ToolUse("git submodule", Purpose.Install, from + 2),
        "apply" or "checkout" or "stash" or "restore" or "reset" or "rm" or "mv" or "clean" => new ToolUse("git", Purpose.Edit, from + 1),
        _ => new ToolUse("git", Purpose.Vcs, from + 1),
    };

    private static bool InPlace(IReadOnlyList<ShellWord> words, int from)
    {
        for (var i = from + 1; i < words.Count; i++)
        {
            if (words[i].Value is "-i" or "--in-place" or "-pi" or "-i.bak" || words[i].Value.StartsWith("-i", StringComparison.Ordinal)) { return true; }
        }

        return false;
    }

    private static ToolUse Target(string program, IReadOnlyList<ShellWord> words, int from)
    {
        for (var i = from; i < words.Count; i++)
        {
            if (words[i].Value is "-C" or "-f" or "-j") { i++; continue; }
            if (words[i].Value.StartsWith('-') || words[i].Value.Contains('=', StringComparison.Ordinal)) { continue; }
            return Named(program, words, i);
        }

        return new ToolUse(program, Purpose.Build, from);
    }

    private static ToolUse Named(string tool, IReadOnlyList<ShellWord> words, int at) =>
        at >= words.Count ? new ToolUse(tool, Purpose.Other, at)
        // GNU's own convention.
        : tool is "make" or "gmake" && words[at].Value == "check" ? new ToolUse(tool + " check", Purpose.Test, at + 1) : new ToolUse(tool + " " + words[at].Value, PurposeOfName(words[at].Value) ?? (tool.EndsWith("run", StringComparison.Ordinal) ? Purpose.Run : Purpose.Build), at + 1);

    private static ToolUse Interpreter(string program, IReadOnlyList<ShellWord> words, int from)
    {
        for (var i = from; i < words.Count; i++)
        {
            var word = words[i].Value;
            if (word is "-c" or "-e" or "--eval" or "-p" or "-") { return new ToolUse(program, Purpose.Script, i + 1); }
            if (word.StartsWith('-')) { continue; }
            return Script(word, i + 1);
        }

        return new ToolUse(program, Purpose.Script, words.Count);
    }

    private static ToolUse Script(string path, int rest)
    {
        var name = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
        return new ToolUse(name, PurposeOfName(Path.GetFileNameWithoutExtension(name)) ?? Purpose.Script, rest, OwnScript: true);
    }

    /// <summary>What a script or target is for, judged by the words of its name.</summary>
    public static Purpose? PurposeOfName(string name)
    {
        foreach (var part in NameParts().Split(name.ToLowerInvariant()))
        {
            Purpose? purpose = part switch
            {
                "test" or "tests" or "spec" or "specs" or "verify" or "runtests" or "pytest" or "unittest" or "e2e" or "itest" => Purpose.Test,
                "build" or "compile" or "gen" or "generate" or "codegen" or "bundle" or "dist" or "package" or "all" or "configure" => Purpose.Build,
                "install" or "setup" or "bootstrap" or "deps" or "develop" or "init" or "restore" or "requirements" => Purpose.Install,
                "lint" or "flake8" or "eslint" or "clippy" or "check" or "checks" => Purpose.Lint,
                "format" or "fmt" or "prettier" => Purpose.Format,
                "typecheck" or "types" or "mypy" or "tsc" => Purpose.TypeCheck,
                "doc" or "docs" => Purpose.Docs,
                "run" or "start" or "serve" or "dev" or "migrate" => Purpose.Run,
                _ => null,
            };
            if (purpose is not null) { return purpose; }
        }

        return null;
    }

    [GeneratedRegex("^(?<v>python|pip|node|ruby|php|gcc|clang)-?[0-9][0-9.]*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Version();

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NameParts();
}
