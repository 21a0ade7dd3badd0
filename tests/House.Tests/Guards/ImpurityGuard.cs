using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace House.Tests.Guards;

/// <summary>
/// Reads a compiled assembly's references (ECMA-335 tables) for what a pure library must not touch: web, storage and bus packages, the clock, randomness,
/// new ids, files, processes, the environment. The compiled form cannot hide a call behind an alias or a using.
/// </summary>
internal static class ImpurityGuard
{
    private static readonly string[] Assemblies = ["Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Microsoft.Extensions", "MassTransit", "Npgsql", "RestEase", "System.Net"];

    private static readonly string[] Types =
    [
        "System.Random", "System.Security.Cryptography.RandomNumberGenerator", "System.Diagnostics.Stopwatch", "System.Diagnostics.Process",
        "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory", "System.IO.DirectoryInfo", "System.Threading.Thread", "System.Threading.Timer",
        "System.Console",
    ];

    private static readonly string[] Members =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
        "System.TimeProvider.get_System", "System.Guid.NewGuid", "System.Guid.CreateVersion7", "System.Threading.Tasks.Task.Delay", "System.Threading.Tasks.Task.Run",
    ];

    public static IEnumerable<string> Breaches(string assemblyPath)
    {
        using var stream = File.OpenRead(assemblyPath);
        using var image = new PEReader(stream);
        var metadata = image.GetMetadataReader();
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var handle in metadata.AssemblyReferences)
        {
            var name = metadata.GetString(metadata.GetAssemblyReference(handle).Name);
            if (Assemblies.Any(forbidden => name.StartsWith(forbidden, StringComparison.Ordinal)))
            {
                found.Add($"references the assembly {name}");
            }
        }
        foreach (var handle in metadata.TypeReferences)
        {
            var name = NameOf(metadata, metadata.GetTypeReference(handle));
            if (Types.Contains(name, StringComparer.Ordinal))
            {
                found.Add($"uses {name}");
            }
        }
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind is HandleKind.TypeReference)
            {
                var name = $"{NameOf(metadata, metadata.GetTypeReference((TypeReferenceHandle)member.Parent))}.{metadata.GetString(member.Name)}";
                // CreateVersion7 with a time is still random; there is no pure overload. The compiler itself asks iterators for their thread.
                if (Members.Contains(name, StringComparer.Ordinal) || (name.StartsWith("System.Environment.", StringComparison.Ordinal) && name != "System.Environment.get_CurrentManagedThreadId"))
                {
                    found.Add($"calls {name}");
                }
            }
        }
        return [.. found];
    }

    private static string NameOf(MetadataReader metadata, TypeReference type) =>
        $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
}
