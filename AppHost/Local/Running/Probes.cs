using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace AppHost.Local;

/// <summary>Is it really there? Each speaks the first words of the server's own protocol.</summary>
internal static class Probes
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };

    public static Func<CancellationToken, Task<bool>> Http(string url) => async ct =>
    {
        try
        {
            using var response = await Client.GetAsync(url, ct);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    };

    /// <summary>A PostgreSQL StartupMessage (protocol 3.0): 'R' asks for the password, so connections are accepted; 'E' means still starting.</summary>
    public static Func<CancellationToken, Task<bool>> Postgres(int port) => ct =>
    {
        var body = Encoding.ASCII.GetBytes("\0\u0003\0\0user\0postgres\0database\0postgres\0\0");
        var message = new byte[4 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        body.CopyTo(message, 4);
        return Answers(port, message, reply => reply[0] == 'R', ct);
    };

    /// <summary>The AMQP 0-9-1 protocol header; a broker that is up answers with a method frame (Connection.Start).</summary>
    public static Func<CancellationToken, Task<bool>> Amqp(int port) => ct =>
        Answers(port, "AMQP\0\0\u0009\u0001"u8.ToArray(), reply => reply[0] == 1, ct);

    /// <summary>PING with the password; '+' is an answer, '-LOADING' is not yet one.</summary>
    public static Func<CancellationToken, Task<bool>> Redis(int port, string password) => ct =>
        Answers(port, Encoding.ASCII.GetBytes($"AUTH {password}\r\nPING\r\n"), reply => reply[0] == '+', ct);

    public static Func<CancellationToken, Task<bool>> Tcp(int port) => async ct =>
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    };

    private static async Task<bool> Answers(int port, byte[] greeting, Func<byte[], bool> isReady, CancellationToken ct)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, ct);
            var stream = client.GetStream();
            await stream.WriteAsync(greeting, ct);
            var reply = new byte[64];
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(TimeSpan.FromSeconds(3));
            return await stream.ReadAsync(reply, patience.Token) > 0 && isReady(reply);
        }
        catch (Exception e) when (e is SocketException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }
}
