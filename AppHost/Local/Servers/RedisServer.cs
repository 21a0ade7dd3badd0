namespace AppHost.Local;

/// <summary>Redis from Debian's package, loopback only, append-only file in the state directory.</summary>
internal static class RedisServer
{
    public const string Binary = "/usr/bin/redis-server";
    public const string Install = "apt-get install -y redis-server";

    public static ProcessSpec Spec(RedisResource resource, StateDirectory state, int port, string password)
    {
        var folder = Path.Combine(state.Root, resource.Name);
        var file = Path.Combine(folder, "redis.conf");
        return new ProcessSpec
        {
            Name = resource.Name,
            Command = Binary,
            Arguments = [file],
            WorkingDirectory = state.Root,
            Prepare = _ =>
            {
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                StateDirectory.WriteOwnerOnly(file, $"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir \"{folder}\"\nappendonly yes\nsave \"\"\ndaemonize no\n");
                return Task.CompletedTask;
            },
            Probe = Probes.Redis(port, password),
            Address = $"127.0.0.1:{port}",
            Quiet = true,
        };
    }
}
