using System.Runtime.InteropServices;
using OrleansStream.Execution;

namespace OrleansStream.Core.Tests.Remote;

public class EncodedBytesTests
{
    [Fact]
    public async Task WhatIsWrittenIsReadPieceByPiece()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var bytes = new EncodedBytes();
            var expected = new List<byte>();
            for (int writes = random.Next(30); writes > 0; writes--)
            {
                byte[] next = new byte[random.Next(random.Next(5) == 0 ? 200_000 : 5_000)];
                random.NextBytes(next);
                Span<byte> room = bytes.GetSpan(next.Length);
                next.CopyTo(room);
                int used = random.Next(next.Length + 1);
                bytes.Advance(used);
                expected.AddRange(next.AsSpan(0, used));
            }

            byte[] read = [];
            Assert.True(await BucketFrame.TryReadAsync(
                offset => Task.FromResult(bytes.FrameAt(offset)), length => read = new byte[length]));
            Assert.Equal((seed, expected.Count), (seed, bytes.Length));
            Assert.True(read.AsSpan().SequenceEqual(CollectionsMarshal.AsSpan(expected)), $"Seed {seed}.");
        }
    }

    [Fact]
    public async Task WhatIsGoneHalfWayIsNotThere()
    {
        var bytes = new EncodedBytes();
        bytes.GetSpan(200_000);
        bytes.Advance(200_000);
        Assert.False(await BucketFrame.TryReadAsync(
            offset => Task.FromResult(offset > 100_000 ? BucketFrame.Missing : bytes.FrameAt(offset)), length => new byte[length]));
    }
}
