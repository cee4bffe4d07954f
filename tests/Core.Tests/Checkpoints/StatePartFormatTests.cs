using System.Buffers;
using OrleansStream.Checkpoints;
using OrleansStream.Encoding;
using OrleansStream.Stateful;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>Parts of state that were written once are read for ever.</summary>
public class StatePartFormatTests
{
    private const string FirstVersion =
        "4F53435001000400" + "3E00000000000000" + "9AAC34A6"
        + "0A011907737472696E67080108056C6F6E67070201020261620502010203070202D007E80308010105676F6E6505010102630501025802050102B80B0200";

    private const string SecondVersion =
        "4F53435002000400" + "3E00000000000000" + "10418AE8"
        + "0A011907737472696E67080108056C6F6E6707020102026162050201020309E807F4030201010008010105676F6E650501010263050102580203B8170200";

    private static readonly StateEntry<string, long>[][] Blocks =
    [
        [new(0, "a", 1, 1000, IsRemoved: false), new(0, "b", -2, 500, IsRemoved: false), new(0, "gone", 0, 0, IsRemoved: true)],
        [new(0, "c", 300, 1500, IsRemoved: false)],
    ];

    [Theory]
    [InlineData(FirstVersion)]
    [InlineData(SecondVersion)]
    public void PartsOfEveryVersionAreRead(string part)
    {
        (ReadOnlyMemory<byte> body, ushort version) = CheckpointFrame.Unwrap(
            Convert.FromHexString(part), CheckpointKind.State, StatePartLayout.Version, "the part", "");
        Assert.Equal(Blocks, Read<string, long>(body, version));
    }

    [Fact]
    public void TheLastVersionIsWhatIsWritten() =>
        Assert.Equal(SecondVersion, Convert.ToHexString(CheckpointFrame.Wrap(CheckpointKind.State, StatePartLayout.Version, Write(Blocks).Span)));

    [Fact]
    public void TimesOfAnyKindComeBack()
    {
        var random = new Random(1);
        for (int round = 0; round < 500; round++)
        {
            long unit = random.Next(3) == 0 ? 1 : random.NextInt64(1, 5000);
            long first = random.Next(4) == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : random.NextInt64(2_000_000_000_000);
            long[] stamps = [.. Enumerable.Range(0, random.Next(40)).Select(_ => first + (unit * random.Next(1 + random.Next(1000))))];
            if (random.Next(10) == 0)
            {
                stamps = [.. stamps, long.MinValue, long.MaxValue];
            }

            var bytes = new ArrayBufferWriter<byte>();
            StampColumn.Write(stamps, bytes);
            long[] read = new long[stamps.Length];
            StampColumn.Read(bytes.WrittenSpan, read);
            Assert.Equal(stamps, read);
        }
    }

    [Fact]
    public void TimesTakeLittle()
    {
        var bytes = new ArrayBufferWriter<byte>();
        StampColumn.Write(Enumerable.Repeat(1_700_000_000_000, 1000).ToArray(), bytes);
        Assert.InRange(bytes.WrittenCount, 1, 8);
        bytes.ResetWrittenCount();
        StampColumn.Write([.. Enumerable.Range(0, 1000).Select(i => 1_700_000_000_000 - (i % 250 * 1000L))], bytes);
        Assert.InRange(bytes.WrittenCount, 1000, 1020);
    }

    [Fact]
    public void DamagedTimesAreFound()
    {
        var bytes = new ArrayBufferWriter<byte>();
        StampColumn.Write([1000, 2000, 4000], bytes);
        Assert.Throws<CodecException>(() => StampColumn.Read(bytes.WrittenSpan[..^1], new long[3]));
        Assert.Throws<CodecException>(() => StampColumn.Read(bytes.WrittenSpan, new long[2]));
        Assert.Throws<CodecException>(() => StampColumn.Read(bytes.WrittenSpan, new long[4]));
        Assert.Throws<CodecException>(() => StampColumn.Read([], new long[1]));
    }

    private static ReadOnlyMemory<byte> Write(StateEntry<string, long>[][] blocks)
    {
        var format = new StatePartFormat<string, long>(new JobEncoding());
        var body = new ArrayBufferWriter<byte>();
        format.WriteHeader(body);
        foreach (StateEntry<string, long>[] block in blocks)
        {
            var columns = new StateColumns<string, long>(block.Length);
            foreach (StateEntry<string, long> entry in block)
            {
                columns.Add(in entry);
            }

            format.WriteBlock(columns, body, new ArrayBufferWriter<byte>());
        }

        return body.WrittenMemory;
    }

    private static StateEntry<TKey, TState>[][] Read<TKey, TState>(ReadOnlyMemory<byte> body, ushort version)
    {
        StatePart<TKey, TState> part = new StatePartFormat<TKey, TState>(new JobEncoding()).Open("the part", body, version);
        return
        [
            .. part.Blocks.Select(block =>
            {
                var columns = new StateColumns<TKey, TState>(1);
                part.Read(block, columns);
                return (StateEntry<TKey, TState>[])
                [
                    .. Enumerable.Range(0, columns.Keys.Length).Select(i => new StateEntry<TKey, TState>(0, columns.Keys[i], columns.States[i], columns.Stamps[i], IsRemoved: false)),
                    .. columns.Removed.ToArray().Select(key => new StateEntry<TKey, TState>(0, key, default!, 0, IsRemoved: true)),
                ];
            }),
        ];
    }
}
