using System.Buffers;

namespace Substrate.Redaction.Assignments;

/// <summary>Values that cannot be a secret whatever their name says, and words that make one doubtful.</summary>
internal static class Examples
{
    private static readonly SearchValues<string> Words = SearchValues.Create(
        ["your", "example", "sample", "dummy", "test", "fake", "change", "xxx", "placeholder", "foo", "bar", "todo", "demo", "default", "my-", "my_", "here", "insert", "replace", "some", "mock", "redacted", "hidden", "***", "...", "invalid", "wrong"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Names = SearchValues.Create(
        ["secret", "password", "passwd", "passphrase", "token", "pass", "key", "auth", "cred", "user", "admin", "login", "client", "access", "value", "config", "session"],
        StringComparison.OrdinalIgnoreCase);

    private const int Most = 128; // what comes behind makes no example of a value

    private static readonly SearchValues<char> Filling = SearchValues.Create("*.x-_X#=/?");
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdefABCDEFuUlL_");
    private static readonly SearchValues<char> Decimal = SearchValues.Create("0123456789.-+_eEfLuU");

    private static readonly string[] Literals = ["true", "false", "null", "none", "nil", "undefined", "nan", "yes", "no", "on", "off", "this", "self", "new", "void", "string", "str", "int", "bool", "boolean", "object", "bytes", "optional", "any", "number", "uuid", "empty", "required", "var", "const", "return", "await", "function", "lambda", "not", "async"];

    /// <summary>A string that code goes on putting together, or that was cut short for the reader.</summary>
    private static readonly SearchValues<string> Broken = SearchValues.Create(["` +", "' +", "\" +", "+ `", "+ '", "+ \"", "...", "' .", ". '", "\" ."], StringComparison.Ordinal);

    /// <summary>Says itself that it is an example.</summary>
    public static bool HasExampleWord(ReadOnlySpan<char> value) => value.ContainsAny(Words);

    /// <summary>Names what it should be, as in <c>secret-access-token</c>.</summary>
    public static bool HasNameOfSecret(ReadOnlySpan<char> value) => value.ContainsAny(Names);

    /// <summary>Filled in later (${X}, $(x), {{x}}, %x%, &lt;x&gt;, #{x}), a literal of the language, too short, or one character over and over.</summary>
    public static bool IsNone(ReadOnlySpan<char> value, in Assignment assignment)
    {
        var quoted = assignment.Quote != '\0';
        if (value.Length < 4 || value.IndexOfAnyExcept(value[0]) < 0) return true;
        if (value[0] is '$' && value.Length > 1 && (char.IsAsciiLetter(value[1]) || value[1] is '{' or '(' or '_')) return true;
        if (value[0] is '<' && value[^1] is '>') return true;
        if (value[0] is '%' && value[^1] is '%') return true;
        if (value[0] is '{' && value[^1] is '}') return true;
        value = value[..Math.Min(Most, value.Length)];
        if (value.Contains("${", StringComparison.Ordinal) || value.Contains("{{", StringComparison.Ordinal) || value.Contains("<%", StringComparison.Ordinal) || value.Contains("#{", StringComparison.Ordinal) || value.Contains("$(", StringComparison.Ordinal)) return true;
        if (value.StartsWith("%(", StringComparison.Ordinal) || value.StartsWith(RedactionMark.Prefix, StringComparison.Ordinal)) return true;
        if (value.ContainsAny(Broken)) return true;
        if (!quoted && (assignment.Next == '(' || (assignment.Next == '[' && !assignment.IsTight))) return true; // a call, an element
        if (!quoted && IsNumber(value, assignment.IsTight)) return true;
        if (value.IndexOfAnyExcept(Filling) < 0) return true;
        foreach (var literal in Literals)
        {
            if (!quoted && value.Equals(literal, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    /// <summary>A number of code or JSON: decimal, or hexadecimal with its 0x. PASSWORD=12345678 of an environment is none.</summary>
    private static bool IsNumber(ReadOnlySpan<char> value, bool tight) =>
        value.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? value.Length <= 18 && value[2..].IndexOfAnyExcept(Hexadecimal) < 0
            : (char.IsAsciiDigit(value[0]) || value[0] == '-') && value.IndexOfAnyExcept(Decimal) < 0 && (!tight || value.Length < 8);
}
