using System.Runtime.InteropServices;

namespace AppHost.Local;

/// <summary>A service as it was published by <c>./dev</c>: never <c>dotnet run</c>, whose build would overwrite what runs.</summary>
internal static class PublishedProject
{
    public static ProcessSpec Spec(ProjectResource project, string root, IReadOnlySet<string> started, IReadOnlyDictionary<string, string> environment, int port)
    {
        var program = Program(root, project);
        var variables = new Dictionary<string, string>(environment, StringComparer.Ordinal)
        {
            // The runtime this engine itself runs on: dotnet may be installed where a native host does not look.
            ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")),
        };
        return new ProcessSpec
        {
            Name = project.Name,
            Command = program,
            WorkingDirectory = Path.GetDirectoryName(program)!,
            Environment = variables,
            DependsOn = [.. project.Waits.Select(w => w.Name).Where(started.Contains)],
            Probe = project.HealthPath is { } path ? Probes.Http($"http://127.0.0.1:{port}{path}") : Probes.Tcp(port),
            Address = $"127.0.0.1:{port}",
        };
    }

    /// <summary>The published program of a project, with links resolved: a later publish makes a new folder and moves the link.</summary>
    /// <exception cref="CannotStart">It was never published.</exception>
    public static string Program(string root, ProjectResource project)
    {
        var name = Path.GetFileNameWithoutExtension(project.ProjectPath);
        var link = new DirectoryInfo(Path.Combine(root, "artifacts", "publish", "platform"));
        var program = Path.Combine(((link.Exists ? link.ResolveLinkTarget(returnFinalTarget: true) : null) ?? link).FullName, name);
        return File.Exists(program) ? program : throw new CannotStart($"{name} is not published. Run: ./dev build");
    }
}
