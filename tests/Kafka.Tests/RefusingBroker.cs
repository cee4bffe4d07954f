using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace OrleansStream.Kafka.Tests;

/// <summary>A broker that speaks Kafka's protocol as far as a login, and lets nobody in: what librdkafka's own brokers cannot do.</summary>
internal sealed class RefusingBroker : IAsyncDisposable
{
    internal const string Reason = "no such user";

    private const short ApiVersions = 18;
    private const short SaslHandshake = 17;
    private const short SaslAuthenticate = 36;
    private const short UnsupportedVersion = 35;
    private const short SaslAuthenticationFailed = 58;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly Task _serving;

    internal RefusingBroker()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    internal string Server => _listener.LocalEndpoint.ToString()!;

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync(_over.Token);
            NetworkStream stream = client.GetStream();
            byte[] length = new byte[sizeof(int)];
            while (await stream.ReadAtLeastAsync(length, length.Length, throwOnEndOfStream: false, _over.Token) == length.Length)
            {
                byte[] request = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
                await stream.ReadExactlyAsync(request, _over.Token);
                byte[] answer = [.. request.AsSpan(4, sizeof(int)), .. AnswerTo(request)];
                BinaryPrimitives.WriteInt32BigEndian(length, answer.Length);
                await stream.WriteAsync((byte[])[.. length, .. answer], _over.Token);
            }
        }
    }

    private static byte[] AnswerTo(ReadOnlySpan<byte> request) => (BinaryPrimitives.ReadInt16BigEndian(request), BinaryPrimitives.ReadInt16BigEndian(request[2..])) switch
    {
        (ApiVersions, > 0) => [.. Number(UnsupportedVersion), .. Count(0)],
        (ApiVersions, _) => [.. Number(0), .. Count(3), .. Versions(ApiVersions, 0), .. Versions(SaslHandshake, 1), .. Versions(SaslAuthenticate, 0)],
        (SaslHandshake, _) => [.. Number(0), .. Count(1), .. Text("PLAIN")],
        (SaslAuthenticate, _) => [.. Number(SaslAuthenticationFailed), .. Text(Reason), .. Count(0)],
        var (api, version) => throw new InvalidOperationException($"A client that has not been let in asks {api} of version {version}."),
    };

    private static byte[] Versions(short api, short last) => [.. Number(api), .. Number(0), .. Number(last)];

    private static byte[] Text(string text) => [.. Number((short)text.Length), .. System.Text.Encoding.UTF8.GetBytes(text)];

    private static byte[] Number(short number) => [(byte)(number >> 8), (byte)number];

    private static byte[] Count(int count) => [(byte)(count >> 24), (byte)(count >> 16), (byte)(count >> 8), (byte)count];
}
