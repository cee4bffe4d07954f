using Microsoft.Extensions.Logging.Abstractions;
using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Encoding;
using OrleansStream.Execution;
using OrleansStream.Rdds;
using OrleansStream.Receivers;

namespace OrleansStream.Core.Tests.Blocks;

public sealed class StoredBytesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly BlockStore _store;

    public StoredBytesTests() =>
        _store = new BlockStore(30, new SpillDirectory(_directory.Root, NullLogger.Instance), new JobEncoding(), NullLogger.Instance);

    public void Dispose()
    {
        _store.Dispose();
        Assert.Empty(_directory.Everything());
        _directory.Dispose();
    }

    [Fact]
    public void TheNewestGoToDiskAndReadTheSame()
    {
        StoredBytes[] blocks = [.. Enumerable.Range(0, 6).Select(number => Stored($"line {number}\nmore\n"))];
        Assert.Equal(24, _store.Used);
        Assert.Equal(48, _store.Spilled);
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < blocks.Length; i++)
            {
                using var task = Task();
                LineBlock lines = blocks[i].Read(task);
                Assert.Equal($"line {i}\nmore\n", System.Text.Encoding.UTF8.GetString(lines.Block.Bytes, lines.Start, lines.Length));
            }
        }

        Array.ForEach(blocks, block => block.Dispose());
        Assert.Equal(0, _store.Used);
        Assert.Throws<ObjectDisposedException>(() => blocks[0].Read(Task()));
        Assert.Throws<ObjectDisposedException>(() => blocks[5].Read(Task()));
    }

    [Fact]
    public void WhatATaskReadsStaysUntilItEnds()
    {
        StoredBytes first = Stored("0123456789\n");
        TaskScope task = Task();
        var held = new Utf8Slice(first.Read(task).Block, 0, 4);
        StoredBytes second = Stored("abcdefghij\n");
        StoredBytes third = Stored("ABCDEFGHIJ\n");
        Assert.Equal("0123", held.ToString());
        Assert.True(_store.Spilled > 0);
        task.Dispose();
        _store.MakeRoom(30);
        Assert.Throws<SliceExpiredException>(() => held.ToString());

        TaskScope other = Task();
        LineBlock fromDisk = first.Read(other);
        var slice = new Utf8Slice(fromDisk.Block, fromDisk.Start, 4);
        Assert.Equal("0123", slice.ToString());
        other.Dispose();
        Assert.Throws<SliceExpiredException>(() => slice.ToString());
        Assert.NotSame(second, third);
    }

    private static TaskScope Task() => new("test", 0, 1, default);

    private StoredBytes Stored(string text)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        Utf8Block block = Utf8Block.Rent(bytes.Length, poison: true);
        bytes.CopyTo(block.Bytes, 0);
        return new StoredBytes(new LineBlock(block, 0, bytes.Length), _store, poison: true);
    }
}
