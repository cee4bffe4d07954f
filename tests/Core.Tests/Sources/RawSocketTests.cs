using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using OrleansStream.Encoding;

namespace OrleansStream.Core.Tests.Sources;

public sealed class RawSocketTests
{
    [Fact]
    public async Task Frames_are_blocks_and_a_server_that_comes_back_is_read_again()
    {
        using var server = new LineServer();
        await using var job = new SocketJob();
        var records = new BatchLog<(string, long)>(job.Context.RawSocketStream<(string, long)>("127.0.0.1", server.Port));
        await job.Context.StartAsync();
        using (Socket first = await server.AcceptAsync())
        {
            await first.SendAsync(Frame<(string, long)>([("a", 1), ("b", 2)]));
            byte[] next = Frame<(string, long)>([("c", 3)]);
            await first.SendAsync(next.AsMemory(0, 3));
            await first.SendAsync(next.AsMemory(3));
            await first.SendAsync(Frame<(string, long)>([]));
        }

        Assert.Equal($"127.0.0.1:{server.Port} has closed the connection.", await job.ErrorAsync());
        using Socket second = await server.AcceptAsync();
        await second.SendAsync(Frame<(string, long)>([("d", 4)]));
        Assert.Equal([("a", 1), ("b", 2), ("c", 3), ("d", 4)], await records.RecordsAsync(4));
    }

    [Fact]
    public async Task Many_frames_arrive_whole_and_in_order()
    {
        var random = new Random(1);
        using var server = new LineServer();
        await using var job = new SocketJob();
        var records = new BatchLog<int>(job.Context.RawSocketStream<int>("127.0.0.1", server.Port));
        await job.Context.StartAsync();
        using Socket client = await server.AcceptAsync();
        int sent = 0;
        while (sent < 50_000)
        {
            int count = random.Next(1, 1000);
            await client.SendAsync(Frame<int>([.. Enumerable.Range(sent, count)]));
            sent += count;
        }

        Assert.Equal(Enumerable.Range(0, sent), await records.RecordsAsync(sent));
    }

    [Fact]
    public async Task A_frame_that_is_not_a_block_fails_its_batch_and_says_why()
    {
        using var server = new LineServer();
        await using var job = new SocketJob();
        job.Context.RawSocketStream<int>("127.0.0.1", server.Port).ForeachRdd(rdd => rdd.CollectAsync());
        await job.Context.StartAsync();
        using Socket client = await server.AcceptAsync();
        await client.SendAsync(new byte[] { 0, 0, 0, 3, 200, 1, 7 });
        OperatorFailedException error = await Assert.ThrowsAsync<OperatorFailedException>(() => job.Context.AwaitTerminationAsync().Within());
        Assert.Equal("RawSocketStream-1", error.OperatorName);
        Assert.Contains("A received block of 3 bytes is not an encoded block of int", error.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidDataException>(error.InnerException);
        Assert.IsType<CodecException>(error.InnerException!.InnerException);
    }

    [Theory]
    [InlineData(new byte[] { 0, 1, 0, 0 }, "A frame says that it is 65536 bytes long; it must be from 0 to 1000 (StreamingContextOptions.MaxFrameBytes).")]
    [InlineData(new byte[] { 255, 255, 255, 255 }, "A frame says that it is -1 bytes long; it must be from 0 to 1000 (StreamingContextOptions.MaxFrameBytes).")]
    [InlineData(new byte[] { 0, 0 }, "The connection ended inside the length of a frame, after 2 bytes.")]
    [InlineData(new byte[] { 0, 0, 0, 5, 1, 2 }, "The connection ended inside a frame, after 2 of 5 bytes.")]
    public async Task What_is_not_a_frame_ends_the_connection_and_what_came_whole_is_kept(byte[] bytes, string expected)
    {
        using var server = new LineServer();
        await using var job = new SocketJob(options => options.MaxFrameBytes = 1000);
        var records = new BatchLog<int>(job.Context.RawSocketStream<int>("127.0.0.1", server.Port));
        await job.Context.StartAsync();
        using (Socket first = await server.AcceptAsync())
        {
            await first.SendAsync((byte[])[.. Frame<int>([1, 2]), .. bytes]);
        }

        Assert.Equal($"Cannot go on reading from 127.0.0.1:{server.Port}: {expected}", await job.ErrorAsync());
        using Socket second = await server.AcceptAsync();
        await second.SendAsync(Frame<int>([3]));
        Assert.Equal([1, 2, 3], await records.RecordsAsync(3));
    }

    [Fact]
    public async Task Arguments_are_checked()
    {
        await using var job = new SocketJob();
        Assert.Throws<ArgumentException>("host", () => job.Context.RawSocketStream<int>("", 9999));
        Assert.Throws<ArgumentOutOfRangeException>("port", () => job.Context.RawSocketStream<int>("localhost", 0));
        Assert.Throws<UnsupportedTypeException>(() => job.Context.RawSocketStream<Func<int>>("localhost", 9999));
        ArgumentException option = Assert.Throws<ArgumentException>(() => new SocketJob(options => options.MaxFrameBytes = 0));
        Assert.Contains("MaxFrameBytes is 0", option.Message, StringComparison.Ordinal);
    }

    private static byte[] Frame<T>(T[] records)
    {
        var block = new ArrayBufferWriter<byte>();
        new JobEncoding().CodecFor<T>().WriteBlock(records, block);
        byte[] frame = new byte[sizeof(int) + block.WrittenCount];
        BinaryPrimitives.WriteInt32BigEndian(frame, block.WrittenCount);
        block.WrittenSpan.CopyTo(frame.AsSpan(sizeof(int)));
        return frame;
    }
}
