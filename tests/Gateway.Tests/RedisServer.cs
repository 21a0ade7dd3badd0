using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Harness;

namespace Gateway.Tests;

/// <summary>A Redis of its own on a free port, gone with the test.</summary>
public sealed class RedisServer : IDisposable
{
    private const string Program = "/usr/bin/redis-server";
    private readonly Process _process;

    private RedisServer(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public static async Task<RedisServer> Start()
    {
        if (!File.Exists(Program))
        {
            throw new InvalidOperationException("redis-server is missing. Run: sudo apt-get install -y redis-server");
        }
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        var process = Process.Start(new ProcessStartInfo(Program, ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", Path.GetTempPath()])
        {
            RedirectStandardOutput = true, UseShellExecute = false,
        })!;
        process.BeginOutputReadLine();
        await Eventually.Holds(() => Answers(port), "Redis answers");
        return new RedisServer(process, port);
    }

    public void Stop()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
    }

    public void Dispose()
    {
        Stop();
        _process.Dispose();
    }

    private static async Task<bool> Answers(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
