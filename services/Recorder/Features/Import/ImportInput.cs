namespace Recorder.Features.Import;

/// <summary>What an import job is asked to do; the bytes are in import_chunks under the job's id.</summary>
/// <param name="Name">Name of the uploaded file.</param>
internal sealed record ImportInput(string Format, string Name, string? Project, string? Repo);
