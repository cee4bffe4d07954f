using OrleansStream.Checkpoints;
using OrleansStream.Core.Tests.Batches;

namespace OrleansStream.Core.Tests.Checkpoints;

public class CheckpointFrameTests
{
    private const string Remedy = "Do this.";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void A_body_comes_back(int length)
    {
        byte[] body = new byte[length];
        new Random(length).NextBytes(body);
        byte[] framed = CheckpointFrame.Wrap(CheckpointKind.Head, 3, body);
        (ReadOnlyMemory<byte> found, ushort version) = CheckpointFrame.Unwrap(framed, CheckpointKind.Head, 3, "It", Remedy);
        Assert.Equal(body, found.ToArray());
        Assert.Equal(3, version);
        Assert.Equal(3, CheckpointFrame.Unwrap(framed, CheckpointKind.Head, 9, "It", Remedy).Version);
    }

    [Fact]
    public void Every_flipped_bit_is_found()
    {
        byte[] framed = CheckpointFrame.Wrap(CheckpointKind.Head, 1, "some body"u8);
        for (int bit = 0; bit < framed.Length * 8; bit++)
        {
            byte[] flipped = [.. framed];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            var error = Assert.Throws<CheckpointDamagedException>(() => CheckpointFrame.Unwrap(flipped, CheckpointKind.Head, 1, "It", Remedy));
            Assert.StartsWith("It is damaged: it ", error.Message, StringComparison.Ordinal);
            Assert.EndsWith(Remedy, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_other_length_is_found()
    {
        byte[] framed = CheckpointFrame.Wrap(CheckpointKind.Head, 1, "some body"u8);
        for (int length = 0; length < framed.Length + 5; length++)
        {
            byte[] other = [.. framed.Take(length), .. new byte[Math.Max(0, length - framed.Length)]];
            if (length != framed.Length)
            {
                Assert.Throws<CheckpointDamagedException>(() => CheckpointFrame.Unwrap(other, CheckpointKind.Head, 1, "It", Remedy));
            }
        }
    }

    [Fact]
    public void A_newer_version_and_another_kind_are_refused()
    {
        byte[] framed = CheckpointFrame.Wrap(CheckpointKind.Head, 2, "some body"u8);
        var newer = Assert.Throws<CheckpointVersionException>(() => CheckpointFrame.Unwrap(framed, CheckpointKind.Head, 1, "It", Remedy));
        Assert.Equal(
            "It is of version 2; this program reads up to version 1. Continue the job with the version of OrleansStream that wrote it, or a newer one.",
            newer.Message);
        Assert.Throws<CheckpointDamagedException>(() => CheckpointFrame.Unwrap(framed, CheckpointKind.Seals, 2, "It", Remedy));
    }

    [Fact]
    public async Task A_damaged_head_is_refused_and_no_earlier_one_is_taken()
    {
        var store = new InMemoryCheckpointStore();
        var keeper = new HeadKeeper(store);
        await keeper.ClaimAsync(stored => stored ?? DeciderWorld.FirstHead, default);
        StoredHead head = (await store.ReadHeadAsync(default))!;
        byte[] damaged = [.. head.Content.ToArray()[..^1], 0xEE];
        await store.CompareAndSwapHeadAsync(head.Version, damaged, default);

        var error = await Assert.ThrowsAsync<CheckpointDamagedException>(() => new HeadKeeper(store).ClaimAsync(stored => stored ?? DeciderWorld.FirstHead, default));
        Assert.Contains("version 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("Restore the checkpoint from a copy", error.Message, StringComparison.Ordinal);
        Assert.Equal(damaged, (await store.ReadHeadAsync(default))!.Content.ToArray());
    }

    [Fact]
    public async Task A_head_of_a_newer_version_is_refused()
    {
        var store = new InMemoryCheckpointStore();
        await store.CompareAndSwapHeadAsync(null, CheckpointFrame.Wrap(CheckpointKind.Head, HeadFormat.Version + 1, "unknown"u8), default);
        await Assert.ThrowsAsync<CheckpointVersionException>(() => new HeadKeeper(store).ClaimAsync(stored => stored ?? DeciderWorld.FirstHead, default));
    }
}
