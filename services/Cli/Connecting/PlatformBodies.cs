using System.Net.Http.Headers;
using System.Text.Json;
using RestEase;
using Substrate.Json;

namespace Cli.Connecting;

/// <summary>RestEase bodies in the platform's JSON dialect.</summary>
internal sealed class PlatformBodies : RequestBodySerializer
{
    public override HttpContent? SerializeBody<T>(T body, RequestBodySerializerInfo info)
    {
        if (body is null) return null;
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, PlatformJson.Options));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}

internal sealed class PlatformAnswers : ResponseDeserializer
{
    public override T Deserialize<T>(string? content, HttpResponseMessage response, ResponseDeserializerInfo info)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(content ?? "", PlatformJson.Options) ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException e)
        {
            throw new CliException(ExitCodes.Failed, $"{response.RequestMessage?.RequestUri?.GetLeftPart(UriPartial.Path)} gave an answer that this ctx does not understand: {e.Message}");
        }
    }
}
