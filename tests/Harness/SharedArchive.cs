using System.Formats.Tar;
using System.IO.Compression;
using Xunit;

namespace Harness;

/// <summary>Public data sets that lie beside the repository (<c>shared/data/NAME.tar.gz</c> in some folder above it) and are never part of it.</summary>
public static class SharedArchive
{
    /// <returns>Null where the archive is not on this machine.</returns>
    public static string? Find(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var archive = Path.Combine(folder.FullName, "shared", "data", name);
            if (File.Exists(archive)) return archive;
        }
        return null;
    }

    /// <summary>The bytes of one member, told by the end of its path.</summary>
    public static byte[] Read(string name, string member)
    {
        using var gzip = new GZipStream(File.OpenRead(Find(name) ?? throw new FileNotFoundException(name)), CompressionMode.Decompress);
        using var tar = new TarReader(gzip);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } data && entry.Name.EndsWith(member, StringComparison.Ordinal))
            {
                using var bytes = new MemoryStream();
                data.CopyTo(bytes);
                return bytes.ToArray();
            }
        }
        throw new FileNotFoundException($"{name} holds no {member}.");
    }
}

/// <summary>A test over such an archive; skipped where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedArchiveFactAttribute : FactAttribute
{
    public SharedArchiveFactAttribute(string name) => Skip = SharedArchive.Find(name) is null ? $"The archive {name} is not beside this repository." : null;
}
