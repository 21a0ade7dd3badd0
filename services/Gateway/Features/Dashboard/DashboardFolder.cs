using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Gateway.Features.Dashboard;

/// <summary>The folder of the built dashboard, which may appear after the gateway has started.</summary>
internal sealed class DashboardFolder(IConfiguration configuration) : IFileProvider, IDisposable
{
    private static readonly NullFileProvider Nothing = new();
    private readonly Lock _opening = new();
    private PhysicalFileProvider? _opened;

    public string? Path { get; } = configuration["Gateway:Dashboard"] is { Length: > 0 } path ? System.IO.Path.GetFullPath(path) : null;

    public IDirectoryContents GetDirectoryContents(string subpath) => Open().GetDirectoryContents(subpath);

    public IFileInfo GetFileInfo(string subpath) => Open().GetFileInfo(subpath);

    public IChangeToken Watch(string filter) => Nothing.Watch(filter);

    public void Dispose() => _opened?.Dispose();

    private IFileProvider Open()
    {
        if (_opened is null && Path is not null && Directory.Exists(Path))
        {
            lock (_opening)
            {
                _opened ??= new PhysicalFileProvider(Path);
            }
        }
        return _opened is null ? Nothing : _opened;
    }
}
