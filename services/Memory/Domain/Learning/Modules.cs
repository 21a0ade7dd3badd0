using Memory.Domain.Traces;

namespace Memory.Domain.Learning;

/// <summary>Relates the name code imports to the name a package is installed by.</summary>
internal static class Modules
{
    // Import name to distribution name, where they differ; the well-known ones.
    private static readonly Dictionary<string, string> Distributions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["yaml"] = "pyyaml", ["dateutil"] = "python-dateutil", ["PIL"] = "pillow", ["cv2"] = "opencv-python", ["sklearn"] = "scikit-learn", ["bs4"] = "beautifulsoup4", ["git"] = "gitpython",
        ["attr"] = "attrs", ["Crypto"] = "pycryptodome", ["OpenSSL"] = "pyopenssl", ["serial"] = "pyserial", ["jwt"] = "pyjwt", ["dotenv"] = "python-dotenv", ["skimage"] = "scikit-image",
        ["pkg_resources"] = "setuptools", ["usb"] = "pyusb", ["docx"] = "python-docx", ["magic"] = "python-magic", ["zmq"] = "pyzmq", ["google"] = "protobuf", ["erfa"] = "pyerfa", ["MySQLdb"] = "mysqlclient",
        ["psycopg2"] = "psycopg2-binary", ["ldap"] = "python-ldap", ["slugify"] = "python-slugify", ["jose"] = "python-jose", ["wx"] = "wxpython", ["gi"] = "pygobject", ["distutils"] = "setuptools",
    };

    public static bool Provides(string package, string module)
    {
        var name = package.Trim('"', '\'').Split('=', '<', '>', '~', '!', '[', ';', '@')[0];
        if (name.Length == 0) { name = package; }
        return Same(name, module) || Distributions.TryGetValue(module, out var distribution) && Same(name, distribution);
    }

    /// <summary>The module is what the repository itself provides.</summary>
    public static bool IsOwn(RunReading reading, string module)
    {
        foreach (var place in new[] { reading.Run.Scope.Repo, reading.Run.Scope.Project })
        {
            if (place is not null && Same(place[(place.LastIndexOf('/') + 1)..], module)) { return true; }
        }

        return reading.Activities.Any(a => Under(a.ReadPath, module) || Under(a.EditPath, module));
    }

    private static bool Under(string? path, string module) =>
        path is not null && (path.StartsWith(module + "/", StringComparison.Ordinal) || path.StartsWith("src/" + module + "/", StringComparison.Ordinal));

    private static bool Same(string a, string b) => string.Equals(Plain(a), Plain(b), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string name) => name.Replace('-', '_').Replace('.', '_');
}
