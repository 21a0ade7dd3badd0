namespace Recorder.Storage;

internal static class TemporaryFiles
{
    /// <summary>A file that goes when it is closed, or with the process.</summary>
    public static FileStream Create()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var file = new FileStream(
            path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose, BufferSize = 128 << 10 });
        if (!OperatingSystem.IsWindows())
        {
            // Without a name it goes with the process, also when that is killed.
            File.Delete(path);
        }

        return file;
    }
}
