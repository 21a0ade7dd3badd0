using RestEase;

namespace Contracts.Recorder;

public interface IImportApi
{
    /// <summary>The body is one file as it is: a session, or a .zip or .tar.gz of them.</summary>
    /// <param name="format">auto, or the name of a format.</param>
    /// <param name="name">What the job and its failures call the upload.</param>
    [Post("v2/runs/import")]
    Task<ImportAccepted> Import([Body] HttpContent file, string format, string? name = null, string? project = null, string? repo = null, CancellationToken cancel = default);
}
