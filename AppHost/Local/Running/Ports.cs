using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AppHost.Local;

/// <summary>
/// Loopback ports below the kernel's ephemeral range: a port from within it could be taken by an outgoing connection
/// while a crashed service is between two starts.
/// </summary>
internal sealed class Ports
{
    private readonly HashSet<int> given = [];
    private readonly int last = EphemeralStart() - 1;

    public int Next()
    {
        for (var attempt = 0; attempt < 2000; attempt++)
        {
            var port = Random.Shared.Next(Math.Max(1025, last - 16000), last);
            if (given.Add(port) && IsFree(port))
            {
                return port;
            }
        }

        throw new CannotStart($"No free port found on 127.0.0.1 below {last}.");
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int EphemeralStart()
    {
        const string Range = "/proc/sys/net/ipv4/ip_local_port_range";
        return File.Exists(Range) && int.TryParse(File.ReadAllText(Range).Split('\t', ' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var start) && start > 4096
            ? start
            : 32768;
    }
}
