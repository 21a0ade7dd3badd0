using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using AppHost.Local;
using Xunit;

namespace AppHost.Tests;

/// <summary>AppHost.cs must compile against Aspire, which cannot be restored here: its calls are held against Aspire's signatures instead.</summary>
public sealed partial class AppHostPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Root(), "AppHost", "AppHost.cs"));

    // What is not Aspire's: the framework's own.
    private static readonly string[] Framework = ["Parse"];

    [Fact]
    public void Every_call_on_the_page_exists_in_Aspire_with_these_arguments()
    {
        var calls = Calls(Page);
        Assert.True(calls.Count > 50, $"only {calls.Count} calls found: the scanner no longer understands the page");
        string[] unknown = [.. calls.Where(c => !Framework.Contains(c.Method))
            .Where(c => !AspireSignature.All.Any(s => s.Method == c.Method && s.Accepts(c.Positional, c.Named)))
            .Select(c => c.Text).Distinct()];
        Assert.Empty(unknown);
    }

    [Theory]
    [InlineData("x.WithHttpEndpoint(port: 1, nome: \"a\")")]
    [InlineData("x.WithLocalTrick()")]
    [InlineData("x.AddProject(\"a\")")]
    [InlineData("x.WaitFor(a, b)")]
    public void A_call_that_Aspire_does_not_have_is_seen(string call) =>
        Assert.DoesNotContain(AspireSignature.All, s => Calls(call).All(c => s.Method == c.Method && s.Accepts(c.Positional, c.Named)));

    [Fact]
    public void The_page_needs_no_using_lines() => Assert.DoesNotMatch(UsingLine(), Page);

    [Fact]
    public void Interpolated_strings_are_not_passed_to_WithEnvironment() =>
        Assert.DoesNotContain(Calls(Page), c => c.Method == "WithEnvironment" && c.Text.Contains("$\"", StringComparison.Ordinal));

    [Fact]
    public void The_local_engine_declares_only_what_Aspire_declares()
    {
        MethodInfo[] declared = [.. typeof(Settings).Assembly.GetTypes()
            .Where(t => t.Namespace == "AppHost.Local" && t.Name.EndsWith("BuilderExtensions", StringComparison.Ordinal))
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(m => m.IsDefined(typeof(ExtensionAttribute)))];
        Assert.NotEmpty(declared);
        string[] foreign = [.. declared.Where(m => !AspireSignature.All.Any(s => s.Method == m.Name && Fits(s, m))).Select(m => $"{m.DeclaringType!.Name}.{m}")];
        Assert.Empty(foreign);
    }

    // The same names in the same order, optional where Aspire's are; Aspire may have further optional ones between.
    private static bool Fits(AspireSignature signature, MethodInfo method)
    {
        var ours = method.GetParameters().Skip(1).ToArray();
        var theirs = signature.Parameters.Where(p => ours.Any(o => o.Name == p.Name)).ToArray();
        return signature.Class == method.DeclaringType!.Name
            && theirs.Select(p => p.Name).SequenceEqual(ours.Select(o => o.Name!), StringComparer.Ordinal)
            && theirs.Zip(ours).All(pair => pair.First.Optional == pair.Second.IsOptional)
            && signature.Parameters.Where(p => !p.Optional).All(p => ours.Any(o => o.Name == p.Name));
    }

    private sealed record Call(string Method, int Positional, IReadOnlyList<string> Named, string Text);

    private static List<Call> Calls(string code)
    {
        var calls = new List<Call>();
        var source = string.Join('\n', code.Split('\n').Where(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal)));
        foreach (Match match in CallStart().Matches(source))
        {
            var arguments = Arguments(source, match.Index + match.Length, out var end);
            string[] named = [.. arguments.Select(a => Named().Match(a)).Where(m => m.Success).Select(m => m.Groups["name"].Value)];
            calls.Add(new Call(match.Groups["name"].Value, arguments.Count - named.Length, named, source[match.Index..end]));
        }

        return calls;
    }

    private static List<string> Arguments(string code, int start, out int end)
    {
        var arguments = new List<string>();
        var (depth, text, from) = (0, false, start);
        for (end = start; ; end++)
        {
            var c = code[end];
            if (c == '"')
            {
                text = !text;
            }
            else if (!text && c is '(' or '[' or '{')
            {
                depth++;
            }
            else if (!text && (c == ',' || c == ')') && depth == 0)
            {
                if (end > from)
                {
                    arguments.Add(code[from..end].Trim());
                }

                from = end + 1;
                if (c == ')')
                {
                    end++;
                    return arguments;
                }
            }
            else if (!text && c is ')' or ']' or '}')
            {
                depth--;
            }
        }
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    [GeneratedRegex(@"\.(?<name>[A-Z]\w+)\(", RegexOptions.None, 1000)]
    private static partial Regex CallStart();

    [GeneratedRegex(@"^(?<name>\w+): ", RegexOptions.None, 1000)]
    private static partial Regex Named();

    [GeneratedRegex(@"^\s*(?:global )?using ", RegexOptions.Multiline, 1000)]
    private static partial Regex UsingLine();
}
