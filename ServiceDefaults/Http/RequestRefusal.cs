using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ServiceDefaults.Http;

/// <summary>Turns what the framework says about a request it could not read into words for the caller: which field, which line, what is expected.</summary>
internal static partial class RequestRefusal
{
    public static ProblemHttpResult Of(BadHttpRequestException e)
    {
        if (Find<JsonException>(e) is { } json) return OfJson(json);
        if (e.StatusCode == StatusCodes.Status413PayloadTooLarge) return TooLarge(Limit().Match(e.Message) is { Success: true } said ? long.Parse(said.Groups["bytes"].Value, CultureInfo.InvariantCulture) : null);
        if (e.StatusCode == StatusCodes.Status415UnsupportedMediaType)
        {
            return Problem.Of(415, "unsupported_media_type", "The body must be JSON (Content-Type: application/json).");
        }
        if (e.StatusCode == StatusCodes.Status408RequestTimeout) return Problem.Of(408, "body_too_slow", "The body arrived too slowly and was given up.");
        if (Unbound().Match(e.Message) is { Success: true } unbound)
        {
            var name = unbound.Groups["name"].Value;
            return Problem.Invalid("invalid_parameter", $"The value of '{name}' is not {Expected(unbound.Groups["type"].Value)}.", name, $"Got '{Cut(unbound.Groups["value"].Value)}'.");
        }
        if (e.Message.StartsWith("Implicit body inferred", StringComparison.Ordinal)) return Problem.Invalid("body_required", "The request needs a JSON body.", "body");
        if (Missing().Match(e.Message) is { Success: true } missing)
        {
            return missing.Groups["source"].Value.Contains("body", StringComparison.OrdinalIgnoreCase)
                ? Problem.Invalid("body_required", "The request needs a JSON body.", "body")
                : Problem.Invalid("parameter_required", $"'{missing.Groups["name"].Value}' is required.", missing.Groups["name"].Value);
        }
        return Problem.Of(e.StatusCode, "bad_request", "The request could not be read.");
    }

    /// <param name="limit">In bytes, where it is known.</param>
    public static ProblemHttpResult TooLarge(long? limit) => Problem.TooLarge(
        "body_too_large", "The body is larger than this address accepts.", limit is null ? null : string.Create(CultureInfo.InvariantCulture, $"It takes at most {limit:N0} bytes."));

    /// <summary>Also for slices that read JSON themselves, line by line or from a stream.</summary>
    public static ProblemHttpResult OfJson(JsonException e)
    {
        var field = Field(e.Path);
        var place = e.LineNumber is { } line ? $"line {line + 1}, position {e.BytePositionInLine + 1}" : null;
        if (MissingMembers().Match(e.Message) is { Success: true } missing)
        {
            var names = missing.Groups["names"].Value.Replace("'", "", StringComparison.Ordinal).TrimEnd('.');
            var first = names.Split(',', ';')[0].Trim();
            return Problem.Invalid("field_required", $"The body lacks '{first}'.", Join(field, first), names == first ? null : "Missing: " + names);
        }
        if (Unmapped().Match(e.Message) is { Success: true } unmapped)
        {
            var name = unmapped.Groups["name"].Value;
            return Problem.Invalid("unknown_field", $"There is no field '{name}' here.", field is null || field.EndsWith(name, StringComparison.Ordinal) ? field ?? name : Join(field, name), place);
        }
        if (Converted().Match(e.Message) is { Success: true } converted)
        {
            return Problem.Invalid("invalid_field", field is null ? "The body has not the expected form." : $"The field '{field}' is not {Expected(converted.Groups["type"].Value, field)}.", field ?? "body", place);
        }
        if (e.Message.Contains("doesn't allow null", StringComparison.Ordinal) || e.Message.Contains("does not allow null", StringComparison.Ordinal))
        {
            return Problem.Invalid("field_required", $"The field '{field ?? "body"}' must not be null.", field ?? "body", place);
        }
        var reason = e.Message.Split(" Path:", 2)[0].Split(" LineNumber:", 2)[0];
        return Problem.Invalid("invalid_json", "The body is not valid JSON.", field, place is null ? reason : $"{place}: {reason}");
    }

    private static string? Field(string? path) => path is null or "$" ? null : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path.TrimStart('$');

    private static string Join(string? parent, string name) => parent is null ? name : parent + "." + name;

    private static string Cut(string value) => value.Length <= 60 ? value : value[..60] + "…";

    private static string Expected(string type, string? field = null)
    {
        var name = type.Replace("System.", "", StringComparison.Ordinal).Replace("Nullable`1[", "", StringComparison.Ordinal).TrimEnd(']', '?');
        return name switch
        {
            "Int32" or "Int64" or "int" or "long" => "a whole number in range",
            "Double" or "Decimal" or "double" or "decimal" => "a number",
            "Guid" => "an id (UUID)",
            "DateTimeOffset" or "DateTime" => "a time such as 2026-01-31T12:00:00Z",
            "Boolean" or "bool" => "true or false",
            "String" or "string" => "a text",
            _ when name.Contains("List", StringComparison.Ordinal) || name.EndsWith('[') => "a list of the expected form",
            _ when EnumOf(name, field) is { } values => "one of " + string.Join(", ", Enum.GetNames(values).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)),
            _ => "of the expected form",
        };
    }

    /// <summary>The framework's message names the enum, or the record it is a member of; this is the road from there to the words a caller may use.</summary>
    private static Type? EnumOf(string name, string? field)
    {
        var named = AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(name)).FirstOrDefault(type => type is not null);
        var member = field is null || named is null or { IsEnum: true } ? named : named.GetProperty(field.Split('.')[^1], BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)?.PropertyType;
        return member is null ? null : (Nullable.GetUnderlyingType(member) ?? member) is { IsEnum: true } values ? values : null;
    }

    private static T? Find<T>(Exception? e) where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T found) return found;
        }
        return null;
    }

    [GeneratedRegex("^Failed to bind parameter \"(?<type>\\S+) (?<name>[^\"]+)\" from \"(?<value>.*)\"\\.", RegexOptions.Singleline, 1000)]
    private static partial Regex Unbound();

    [GeneratedRegex("^Required parameter \"\\S+ (?<name>[^\"]+)\" was not provided from (?<source>[^.]+)\\.", RegexOptions.None, 1000)]
    private static partial Regex Missing();

    [GeneratedRegex("missing required properties including: (?<names>[^\\n]*?)(?: Path:|$)", RegexOptions.None, 1000)]
    private static partial Regex MissingMembers();

    [GeneratedRegex("max request body size is (?<bytes>[0-9]{1,18}) bytes", RegexOptions.None, 1000)]
    private static partial Regex Limit();

    [GeneratedRegex("^The JSON property '(?<name>[^']*)' could not be mapped", RegexOptions.None, 1000)]
    private static partial Regex Unmapped();

    [GeneratedRegex("^The JSON value could not be converted to (?<type>.+?)\\. ", RegexOptions.None, 1000)]
    private static partial Regex Converted();
}
