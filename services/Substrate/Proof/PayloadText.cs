using System.Text;
using System.Text.Json;

namespace Substrate.Proof;

/// <summary>What follows from a payload's text alone.</summary>
public static class PayloadText
{
    /// <summary>Whether the text is a JSON object or array, and may be served as JSON. Derived, never stored on somebody's word.</summary>
    public static bool IsJson(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty || utf8[0] is not ((byte)'{' or (byte)'[')) return false;
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 1000 });
        try
        {
            while (reader.Read())
            {
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
