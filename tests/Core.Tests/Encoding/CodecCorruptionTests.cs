using OrleansStream.Encoding;

namespace OrleansStream.Core.Tests.Encoding;

/// <summary>Whatever the bytes are, decoding ends in a value or in a <see cref="CodecException"/>.</summary>
public sealed class CodecCorruptionTests
{
    private readonly JobEncoding _encoding = new();

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Damaged_bytes_never_do_worse_than_the_typed_exception(int seed)
    {
        Damage<(string, long)>(seed);
        Damage<(Utf8Slice, long)>(seed);
        Damage<Wide?>(seed);
        Damage<Order?>(seed);
        Damage<Tree?>(seed);
        Damage<Figure?>(seed);
        Damage<Generic<string>?>(seed);
        Damage<Dictionary<string, int[]?>?>(seed);
        Damage<HashSet<int?>?>(seed);
        Damage<Option<Version?>>(seed);
        Damage<Uri?>(seed);
        Damage<Picky?>(seed);
        Damage<Empty[]?>(seed);
    }

    [Fact]
    public void A_forged_length_is_refused_before_memory_is_taken()
    {
        Codec<int[]> codec = _encoding.CodecFor<int[]>();
        byte[] forged = [0xFE, 0xFF, 0xFF, 0xFF, 0x07, 1, 2, 3];
        long before = GC.GetAllocatedBytesForCurrentThread();
        CodecException error = Assert.Throws<CodecException>(() => RoundTrip.ReadRow(codec, forged));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
        Assert.Equal(5, error.Offset);
        Assert.Throws<CodecException>(() => codec.CountOf(forged));
        Assert.Throws<CodecException>(() => codec.ReadBlock(RoundTrip.Block<int[]>(codec, [[1]]), new int[2][]));
    }

    [Fact]
    public void Damaged_shapes_are_refused()
    {
        byte[] shape = Encode(_encoding.CodecFor<Order>().Shape);
        Random random = new(5);
        byte[] order = RoundTrip.Row(_encoding.CodecFor<Order>(), new RandomValues(1).Next<Order>());
        for (int run = 0; run < 3000; run++)
        {
            byte[] damaged = Mutate(shape, random);
            try
            {
                Codec<Order> codec = _encoding.CodecFor<Order>().ForWriter(TypeShape.Decode(damaged));
                RoundTrip.Check(codec, []);
                RecordReader reader = new(order);
                _ = codec.Read(ref reader);
            }
            catch (Exception e) when (e is CodecException or ShapeMismatchException)
            {
                Assert.NotEmpty(e.Message);
            }
        }

        shape[0]++;
        Assert.Contains("format version", Assert.Throws<CodecException>(() => TypeShape.Decode(shape)).Message, StringComparison.Ordinal);
    }

    internal static byte[] Encode(TypeShape shape)
    {
        System.Buffers.ArrayBufferWriter<byte> output = new();
        shape.Encode(output);
        return output.WrittenSpan.ToArray();
    }

    private void Damage<T>(int seed)
    {
        Codec<T> codec = _encoding.CodecFor<T>();
        T[] values = new RandomValues(seed).Many<T>(9);
        byte[] rows = RoundTrip.Rows(codec, values);
        byte[] block = RoundTrip.Block<T>(codec, values);
        Random random = new(seed);
        for (int run = 0; run < 400; run++)
        {
            byte[] damagedRows = Mutate(rows, random);
            Attempt(() =>
            {
                RecordReader reader = new(damagedRows);
                for (int i = 0; i < values.Length; i++)
                {
                    _ = codec.Read(ref reader);
                }
            });
            byte[] damagedBlock = Mutate(block, random);
            Attempt(() => RoundTrip.ReadBlock(codec, damagedBlock));
        }

        void Attempt(Action read)
        {
            try
            {
                read();
            }
            catch (CodecException e)
            {
                Assert.NotEmpty(e.Message);
            }
            catch (Exception e)
            {
                Assert.Fail($"{typeof(T)}, seed {seed}: {e}");
            }
        }
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        byte[] copy = bytes.AsSpan(0, random.Next(3) == 0 ? random.Next(bytes.Length + 1) : bytes.Length).ToArray();
        for (int i = random.Next(4); i > 0 && copy.Length > 0; i--)
        {
            copy[random.Next(copy.Length)] = (byte)(random.Next(3) == 0 ? 0xFF : random.Next(256));
        }

        return copy;
    }

    /// <summary>Refuses some of its values.</summary>
    internal sealed class Picky
    {
        public int Even
        {
            get;
            set => field = value % 2 == 0 || value < 0 ? value : field + 2;
        }

        public sbyte Small
        {
            get;
            set => field = value == 77 ? throw new ArgumentException("77 is refused.") : value;
        }
    }
}
