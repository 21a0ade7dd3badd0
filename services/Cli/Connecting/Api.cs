using Contracts.Context;
using Contracts.Gateway;
using Contracts.Jobs;
using Contracts.Memory;
using Contracts.Recorder;
using RestEase;

namespace Cli.Connecting;

/// <summary>The platform's REST interfaces behind one address and key.</summary>
internal sealed class Api : IDisposable
{
    private readonly HttpClient _http;

    public Api(PlatformAddress address)
    {
        // The handler's connect timeout tells a platform that is not there from an answer that takes long.
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) }) { BaseAddress = address.Url, Timeout = TimeSpan.FromMinutes(15) };
        _http.DefaultRequestHeaders.Add("X-Api-Key", address.Key);
        Url = address.Url;
        Runs = Client<IRecorderApi>();
        Imports = Client<IImportApi>();
        Provenance = Client<IProvenanceApi>();
        Redaction = Client<IRedactionApi>();
        Memory = Client<IMemoryApi>();
        Context = Client<IContextApi>();
        Gateway = Client<IGatewayApi>();
        Jobs = Client<IJobsApi>();
    }

    public Uri Url { get; }

    public IRecorderApi Runs { get; }

    public IImportApi Imports { get; }

    public IProvenanceApi Provenance { get; }

    public IRedactionApi Redaction { get; }

    public IMemoryApi Memory { get; }

    public IContextApi Context { get; }

    public IGatewayApi Gateway { get; }

    public IJobsApi Jobs { get; }

    /// <summary>Address of a page of the dashboard.</summary>
    public string Page(string path) => new Uri(Url, path).ToString();

    public void Dispose() => _http.Dispose();

    private T Client<T>() => new RestClient(_http) { RequestBodySerializer = new PlatformBodies(), ResponseDeserializer = new PlatformAnswers() }.For<T>();
}
