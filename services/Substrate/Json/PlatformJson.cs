using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Substrate.Json;

/// <summary>
/// The JSON dialect of the platform: camelCase members, snake_case enum strings, strict numbers. A null is written where a reader requires the member
/// (a page's <c>nextCursor</c>), else left out.
/// </summary>
public static class PlatformJson
{
    /// <summary>For what we read from ourselves (messages, service answers): an unknown member is skipped, so that a newer writer can talk to an older reader.</summary>
    public static JsonSerializerOptions Options { get; } = Create(JsonUnmappedMemberHandling.Skip);

    /// <summary>For request bodies from callers: an unknown member is an error that names it, because a misspelt field must not be ignored.</summary>
    public static JsonSerializerOptions Strict { get; } = Create(JsonUnmappedMemberHandling.Disallow);

    /// <summary>Applies the dialect to options owned by someone else (ASP.NET's, for one).</summary>
    public static void Apply(JsonSerializerOptions options, JsonUnmappedMemberHandling unmapped)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.UnmappedMemberHandling = unmapped;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(WriteRequiredNulls);
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
    }

    // Without it what we write with a null we could not read back: a required member that is absent is an error.
    private static void WriteRequiredNulls(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false })
            {
                property.ShouldSerialize = static (_, _) => true;
            }
        }
    }

    private static JsonSerializerOptions Create(JsonUnmappedMemberHandling unmapped)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Apply(options, unmapped);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
