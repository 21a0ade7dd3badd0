using System.Globalization;

namespace AppHost.Local;

/// <summary>
/// RabbitMQ from Debian's package as a private node: own ports, cookie, messages and logs in the state directory, and an
/// epmd of its own in the foreground (one that RabbitMQ starts itself would outlive it as a daemon).
/// </summary>
internal static class RabbitServer
{
    public const string Script = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    public const string Epmd = "/usr/bin/epmd";
    public const string Install = "apt-get install -y rabbitmq-server";

    public static ProcessSpec EpmdSpec(RabbitMQServerResource resource, int epmdPort) => new()
    {
        Name = resource.Name + "-epmd",
        Command = Epmd,
        Arguments = ["-port", epmdPort.ToString(CultureInfo.InvariantCulture), "-address", "127.0.0.1"],
        Probe = Probes.Tcp(epmdPort),
        Address = $"127.0.0.1:{epmdPort}",
        Quiet = true,
    };

    public static ProcessSpec Spec(RabbitMQServerResource resource, StateDirectory state, int port, int distributionPort, int epmdPort, string password)
    {
        var folder = Path.Combine(state.Root, resource.Volume);
        return new ProcessSpec
        {
            Name = resource.Name,
            Command = Script,
            DependsOn = [resource.Name + "-epmd"],
            WorkingDirectory = state.Root,
            Environment = new Dictionary<string, string>
            {
                ["HOME"] = folder,
                ["RABBITMQ_NODENAME"] = "ctx@localhost",
                ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
                ["RABBITMQ_NODE_PORT"] = port.ToString(CultureInfo.InvariantCulture),
                ["RABBITMQ_DIST_PORT"] = distributionPort.ToString(CultureInfo.InvariantCulture),
                ["ERL_EPMD_PORT"] = epmdPort.ToString(CultureInfo.InvariantCulture),
                ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
                ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "mnesia"),
                ["RABBITMQ_LOG_BASE"] = Path.Combine(state.Logs, "rabbitmq"),
                ["RABBITMQ_LOGS"] = "-",
                ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "rabbitmq.conf"),
                ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(folder, "rabbitmq-env.conf"),
                ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "enabled_plugins"),
                // Distribution on loopback; no busy waiting on a machine that has other things to do.
                ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-start_epmd false -kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none",
                // The start script then becomes the node instead of waiting beside it.
                ["RUNNING_UNDER_SYSTEMD"] = "true",
            },
            Prepare = ct => Prepare(folder, password, ct),
            Probe = Probes.Amqp(port),
            Address = $"127.0.0.1:{port}",
            Grace = TimeSpan.FromSeconds(30),
            Quiet = true,
        };
    }

    private static async Task Prepare(string folder, string password, CancellationToken ct)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        StateDirectory.WriteOwnerOnly(Path.Combine(folder, "rabbitmq.conf"), $"default_user = ctx\ndefault_pass = {password}\nlog.console = true\nlog.console.level = warning\nlog.file = false\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "rabbitmq-env.conf"), string.Empty, ct);
        await File.WriteAllTextAsync(Path.Combine(folder, "enabled_plugins"), "[].", ct);
    }
}
