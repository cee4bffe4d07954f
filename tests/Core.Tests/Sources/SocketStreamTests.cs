using System.Net.Sockets;
using Utf8 = System.Text.UTF8Encoding;

namespace OrleansStream.Core.Tests.Sources;

public sealed class SocketStreamTests
{
    private static readonly Utf8 Text = new();

    [Fact]
    public async Task Lines_arrive_in_order()
    {
        using var server = new LineServer();
        await using var job = new SocketJob();
        var lines = new BatchLog<string>(job.Context.SocketTextStream("localhost", server.Port));
        await job.Context.StartAsync();
        using Socket client = await server.AcceptAsync();
        long counted = 0;
        for (int i = 1; i <= 5; i++)
        {
            await client.SendAsync(Text.GetBytes($"{i}\n"));
        }

        Assert.Equal(["1", "2", "3", "4", "5"], await lines.RecordsAsync(5));
        while (counted < 5)
        {
            counted += (await job.CompletedAsync()).Records;
        }

        Assert.Equal(5, counted);
    }

    [Fact]
    public async Task Both_line_ends_and_a_last_line_without_one()
    {
        Assert.Equal(["one", "", "two", "three", "\u20ac\u00e4", "last"], await LinesOfAsync("one\r\n\ntwo\nthree\r\n\u20ac\u00e4\nlast"u8.ToArray(), 6));
    }

    [Fact]
    public async Task Invalid_utf8_becomes_replacement_characters()
    {
        Assert.Equal(["a\ufffdb", "\ufffd", "ok"], await LinesOfAsync([(byte)'a', 0xff, (byte)'b', 10, 0xc3, 10, (byte)'o', (byte)'k', 10], 3));
    }

    [Fact]
    public async Task A_long_line_and_lines_across_reads()
    {
        string line = string.Concat(Enumerable.Range(0, 120_000).Select(i => $"word{i % 1000:000} \u00e9"));
        string[] expected = ["short", line, "short again"];
        Assert.True(line.Length > 1_000_000);
        Assert.Equal(expected, await LinesOfAsync(Text.GetBytes(string.Join('\n', expected)), 3));
    }

    [Fact]
    public async Task Bytes_cut_anywhere_give_the_same_lines()
    {
        for (int seed = 1; seed <= 5; seed++)
        {
            var random = new Random(seed);
            string[] expected = [.. Enumerable.Range(0, 2000).Select(i => new string("a\u00e9\u20ac "[i % 4], random.Next(random.Next(50) == 0 ? 5000 : 40)))];
            byte[] bytes = Text.GetBytes(string.Concat(expected.Select(line => line + (random.Next(2) == 0 ? "\n" : "\r\n"))));
            List<string> lines = await LinesOfAsync(bytes, expected.Length, random);
            Assert.True(expected.SequenceEqual(lines), $"seed {seed}");
        }
    }

    [Fact]
    public async Task Slices_show_the_same_lines_and_expire_when_their_batch_is_forgotten()
    {
        using var server = new LineServer();
        await using var job = new SocketJob();
        var kept = new List<Utf8Slice>();
        job.Context.SocketUtf8Stream("127.0.0.1", server.Port)
            .Map(slice =>
            {
                lock (kept)
                {
                    kept.Add(slice);
                }

                return slice.ToString();
            })
            .ForeachRdd(rdd => rdd.CollectAsync());
        await job.Context.StartAsync();
        using Socket client = await server.AcceptAsync();
        await client.SendAsync("one\r\ntwo\n"u8.ToArray());
        long records = 0;
        while (records < 2)
        {
            records += (await job.CompletedAsync()).Records;
        }

        // A batch is remembered until the next one is over.
        await job.CompletedAsync();
        Assert.Equal([3, 3], kept.Select(slice => slice.Length));
        Assert.All(kept, slice => Assert.Throws<SliceExpiredException>(() => slice.ToString()));
    }

    [Fact]
    public async Task Slices_are_copied_when_they_leave_the_batch()
    {
        using var server = new LineServer();
        await using var job = new SocketJob();
        var lines = new BatchLog<Utf8Slice>(job.Context.SocketUtf8Stream("127.0.0.1", server.Port));
        await job.Context.StartAsync();
        using Socket client = await server.AcceptAsync();
        await client.SendAsync("one\ntwo\r\n"u8.ToArray());
        List<Utf8Slice> slices = await lines.RecordsAsync(2);
        await job.Context.StopAsync(graceful: true).Within();
        Assert.Equal(["one", "two"], slices.Select(slice => slice.ToString()));
    }

    [Fact]
    public async Task A_server_that_goes_away_and_comes_back_is_read_again()
    {
        using var server = new LineServer();
        await using var job = new SocketJob();
        var lines = new BatchLog<string>(job.Context.SocketTextStream("127.0.0.1", server.Port));
        await job.Context.StartAsync();
        using (Socket first = await server.AcceptAsync())
        {
            await first.SendAsync("one\nunfinished"u8.ToArray());
        }

        Assert.Equal($"127.0.0.1:{server.Port} has closed the connection.", await job.ErrorAsync());
        using Socket second = await server.AcceptAsync();
        await second.SendAsync("two\n"u8.ToArray());
        Assert.Equal(["one", "unfinished", "two"], await lines.RecordsAsync(3));
        Assert.Equal([$"Receiver of SocketTextStream-1: 127.0.0.1:{server.Port} has closed the connection."], job.Warnings());
    }

    [Fact]
    public async Task A_connection_that_is_reset_is_an_error_and_made_again()
    {
        using var server = new LineServer();
        await using var job = new SocketJob();
        var lines = new BatchLog<string>(job.Context.SocketTextStream("127.0.0.1", server.Port));
        await job.Context.StartAsync();
        using (Socket first = await server.AcceptAsync())
        {
            await first.SendAsync("one\nunfinished"u8.ToArray());
            Assert.Equal(["one"], await lines.RecordsAsync(1));
            first.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        Assert.StartsWith($"Cannot go on reading from 127.0.0.1:{server.Port}: ", await job.ErrorAsync(), StringComparison.Ordinal);
        using Socket second = await server.AcceptAsync();
        await second.SendAsync("two\n"u8.ToArray());
        Assert.Equal(["two"], await lines.RecordsAsync(1));
    }

    [Fact]
    public async Task Nobody_listens_at_first()
    {
        int port = LineServer.FreePort();
        await using var job = new SocketJob();
        var lines = new BatchLog<string>(job.Context.SocketTextStream("127.0.0.1", port));
        await job.Context.StartAsync();
        Assert.StartsWith($"Cannot connect to 127.0.0.1:{port}: ", await job.ErrorAsync(), StringComparison.Ordinal);
        Assert.StartsWith($"Cannot connect to 127.0.0.1:{port}: ", await job.ErrorAsync(), StringComparison.Ordinal);
        using var server = new LineServer(port);
        using Socket client = await server.AcceptAsync();
        await client.SendAsync("late\n"u8.ToArray());
        Assert.Equal(["late"], await lines.RecordsAsync(1));
        Assert.All(job.Warnings(), warning => Assert.DoesNotContain('\n', warning));
    }

    [Fact]
    public async Task A_line_longer_than_allowed_is_an_error_and_the_connection_is_made_again()
    {
        using var server = new LineServer();
        await using var job = new SocketJob(options => options.MaxLineBytes = 100_000);
        var lines = new BatchLog<string>(job.Context.SocketTextStream("127.0.0.1", server.Port));
        await job.Context.StartAsync();
        using (Socket first = await server.AcceptAsync())
        {
            await first.SendAsync(new byte[100_001]);
            string error = await job.ErrorAsync();
            Assert.StartsWith($"Cannot go on reading from 127.0.0.1:{server.Port}: A line is longer than 100000 bytes", error, StringComparison.Ordinal);
        }

        using Socket second = await server.AcceptAsync();
        await second.SendAsync("short\n"u8.ToArray());
        Assert.Equal(["short"], await lines.RecordsAsync(1));
    }

    [Fact]
    public async Task Without_data_batches_are_empty_and_the_stream_goes_on()
    {
        using var server = new LineServer();
        await using var job = new SocketJob();
        var lines = new BatchLog<string>(job.Context.SocketTextStream("127.0.0.1", server.Port));
        await job.Context.StartAsync();
        using Socket client = await server.AcceptAsync();
        for (int i = 0; i < 3; i++)
        {
            SeenBatch<string> batch = await lines.NextAsync();
            Assert.Equal(0, batch.Partitions);
            Assert.Empty(batch.Records);
        }

        await client.SendAsync("one\n"u8.ToArray());
        Assert.Equal(["one"], await lines.RecordsAsync(1));
    }

    [Fact]
    public async Task A_graceful_stop_processes_what_was_read()
    {
        using var server = new LineServer();
        await using var job = new SocketJob(options => options.BlockInterval = TimeSpan.FromHours(1));
        var lines = new BatchLog<string>(job.Context.SocketTextStream("127.0.0.1", server.Port));
        await job.Context.StartAsync();
        using Socket client = await server.AcceptAsync();
        await client.SendAsync("one\n"u8.ToArray());
        Assert.Equal(["one"], await lines.RecordsAsync(1));
        await client.SendAsync("two\nunfinished"u8.ToArray());
        List<string> rest = [.. await lines.RecordsAsync(1)];
        await job.Context.StopAsync(graceful: true).Within();
        rest.AddRange(lines.Rest().SelectMany(batch => batch.Records));
        Assert.Equal(["two"], rest);
        Assert.Empty(job.Warnings());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public async Task A_host_is_needed(string? host)
    {
        await using var job = new SocketJob();
        Assert.ThrowsAny<ArgumentException>(() => job.Context.SocketTextStream(host!, 9999));
        Assert.ThrowsAny<ArgumentException>(() => job.Context.SocketUtf8Stream(host!, 9999));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65536)]
    public async Task A_port_is_from_1_to_65535(int port)
    {
        await using var job = new SocketJob();
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(nameof(port), () => job.Context.SocketTextStream("localhost", port));
        Assert.Contains("from 1 to 65535", error.Message, StringComparison.Ordinal);
        Assert.Equal(port, error.ActualValue);
        Assert.Throws<ArgumentOutOfRangeException>(nameof(port), () => job.Context.SocketUtf8Stream("localhost", port));
    }

    /// <summary>What a job makes of bytes that a server sends, whole or cut at random, before it closes the connection.</summary>
    private static async Task<List<string>> LinesOfAsync(byte[] bytes, int count, Random? random = null)
    {
        using var server = new LineServer();
        await using var job = new SocketJob(options => options.ReceiverRestartDelay = TimeSpan.FromHours(1));
        var lines = new BatchLog<string>(job.Context.SocketTextStream("127.0.0.1", server.Port));
        await job.Context.StartAsync();
        using (Socket client = await server.AcceptAsync())
        {
            client.NoDelay = true;
            int at = 0;
            while (at < bytes.Length)
            {
                int length = random is null ? bytes.Length : Math.Min(random.Next(1, 20_000), bytes.Length - at);
                at += await client.SendAsync(bytes.AsMemory(at, Math.Min(length, bytes.Length - at)));
            }
        }

        List<string> records = await lines.RecordsAsync(count);
        await job.Context.StopAsync(graceful: true).Within();
        Assert.Empty(lines.Rest().SelectMany(batch => batch.Records));
        return records;
    }
}
