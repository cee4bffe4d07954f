using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace OrleansStream.Core.Tests.Sources;

/// <summary>Sockets whose bytes a function of the user's makes records of; here each byte is a record, and 'x' throws.</summary>
public sealed class ConvertedSocketTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Records_arrive_in_order_and_the_end_of_the_connection_calls_the_converter_again(bool blocking)
    {
        using var server = new LineServer();
        await using var job = new SocketJob();
        var records = new BatchLog<char>(Stream(job.Context, server.Port, blocking));
        await job.Context.StartAsync();
        using (Socket first = await server.AcceptAsync())
        {
            await first.SendAsync("abc"u8.ToArray());
        }

        Assert.Equal($"127.0.0.1:{server.Port} has closed the connection.", await job.ErrorAsync());
        using Socket second = await server.AcceptAsync();
        await second.SendAsync("de"u8.ToArray());
        Assert.Equal("abcde", new string([.. await records.RecordsAsync(5)]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_converter_that_throws_is_reported_and_called_again(bool blocking)
    {
        using var server = new LineServer();
        await using var job = new SocketJob();
        var records = new BatchLog<char>(Stream(job.Context, server.Port, blocking));
        await job.Context.StartAsync();
        using Socket first = await server.AcceptAsync();
        await first.SendAsync("abx"u8.ToArray());
        Assert.Equal($"Cannot go on reading from 127.0.0.1:{server.Port}: not a record", await job.ErrorAsync());
        using Socket second = await server.AcceptAsync();
        await second.SendAsync("c"u8.ToArray());
        Assert.Equal("abc", new string([.. await records.RecordsAsync(3)]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sequence_may_end_before_the_connection_does(bool blocking)
    {
        using var server = new LineServer();
        await using var job = new SocketJob();
        var records = new BatchLog<char>(Stream(job.Context, server.Port, blocking));
        await job.Context.StartAsync();
        using Socket first = await server.AcceptAsync();
        await first.SendAsync("ab."u8.ToArray());
        using Socket second = await server.AcceptAsync();
        await second.SendAsync("c"u8.ToArray());
        Assert.Equal("abc", new string([.. await records.RecordsAsync(3)]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stop_ends_a_read_that_waits_for_bytes(bool blocking)
    {
        using var server = new LineServer();
        await using var job = new SocketJob(options => options.GracefulStopTimeout = TimeSpan.FromDays(1));
        var records = new BatchLog<char>(Stream(job.Context, server.Port, blocking));
        await job.Context.StartAsync();
        using Socket client = await server.AcceptAsync();
        await client.SendAsync("a"u8.ToArray());
        Assert.Equal(['a'], await records.RecordsAsync(1));
        await job.Context.StopAsync(graceful: true).Within();
        Assert.Empty(job.Warnings());
    }

    [Fact]
    public async Task A_converter_that_returns_null_is_an_error()
    {
        using var server = new LineServer();
        await using var job = new SocketJob(options => options.ReceiverRestartDelay = TimeSpan.FromHours(1));
        _ = new BatchLog<int>(job.Context.SocketStream<int>("127.0.0.1", server.Port, _ => null!));
        _ = new BatchLog<int>(job.Context.SocketStream<int>("127.0.0.1", server.Port, (_, _) => null!));
        await job.Context.StartAsync();
        using Socket first = await server.AcceptAsync();
        using Socket second = await server.AcceptAsync();
        Assert.EndsWith("The converter returned null.", await job.ErrorAsync(), StringComparison.Ordinal);
        Assert.EndsWith("The converter returned null.", await job.ErrorAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_are_checked()
    {
        await using var job = new SocketJob();
        Assert.Throws<ArgumentException>("host", () => job.Context.SocketStream(" ", 9999, Blocking));
        Assert.Throws<ArgumentOutOfRangeException>("port", () => job.Context.SocketStream("localhost", 0, Blocking));
        Assert.Throws<ArgumentNullException>("converter", () => job.Context.SocketStream("localhost", 9999, (Func<Stream, IEnumerable<int>>)null!));
        Assert.Throws<ArgumentException>("host", () => job.Context.SocketStream(" ", 9999, Awaiting));
        Assert.Throws<ArgumentOutOfRangeException>("port", () => job.Context.SocketStream("localhost", 65536, Awaiting));
        Assert.Throws<ArgumentNullException>(
            "converter", () => job.Context.SocketStream("localhost", 9999, (Func<Stream, CancellationToken, IAsyncEnumerable<int>>)null!));
    }

    private static InputDStream<char> Stream(StreamingContext ssc, int port, bool blocking) => blocking
        ? ssc.SocketStream("127.0.0.1", port, Blocking)
        : ssc.SocketStream("127.0.0.1", port, Awaiting);

    private static IEnumerable<char> Blocking(Stream stream)
    {
        while (true)
        {
            int read = stream.ReadByte();
            if (read is -1 or '.')
            {
                yield break;
            }

            yield return read == 'x' ? throw new InvalidDataException("not a record") : (char)read;
        }
    }

    private static async IAsyncEnumerable<char> Awaiting(Stream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        byte[] buffer = new byte[1];
        while (await stream.ReadAsync(buffer, cancellation) > 0 && buffer[0] != '.')
        {
            yield return buffer[0] == 'x' ? throw new InvalidDataException("not a record") : (char)buffer[0];
        }
    }
}
