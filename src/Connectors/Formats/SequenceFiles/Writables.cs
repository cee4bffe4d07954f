using System.Buffers.Binary;

namespace OrleansStream.Formats;

/// <summary>Hadoop's own writables.</summary>
public static class Writables
{
    /// <summary><c>Text</c>: UTF-8 behind its length. Bytes that are none are read as U+FFFD, as Hadoop reads them; text that cannot be UTF-8 is not written.</summary>
    public static Writable<string> Text { get; } = new TextWritable();

    /// <summary><c>BytesWritable</c>: bytes behind their length.</summary>
    public static Writable<byte[]> BytesWritable { get; } = new ByteArrayWritable();

    /// <summary><c>IntWritable</c>: four bytes, the highest first.</summary>
    public static Writable<int> IntWritable { get; } = new FixedWritable<int>(nameof(IntWritable), sizeof(int), BinaryPrimitives.ReadInt32BigEndian, BinaryPrimitives.WriteInt32BigEndian);

    /// <summary><c>LongWritable</c>: eight bytes, the highest first.</summary>
    public static Writable<long> LongWritable { get; } = new FixedWritable<long>(nameof(LongWritable), sizeof(long), BinaryPrimitives.ReadInt64BigEndian, BinaryPrimitives.WriteInt64BigEndian);

    /// <summary><c>FloatWritable</c>: four bytes of IEEE 754, the highest first.</summary>
    public static Writable<float> FloatWritable { get; } = new FixedWritable<float>(nameof(FloatWritable), sizeof(float), BinaryPrimitives.ReadSingleBigEndian, BinaryPrimitives.WriteSingleBigEndian);

    /// <summary><c>DoubleWritable</c>: eight bytes of IEEE 754, the highest first.</summary>
    public static Writable<double> DoubleWritable { get; } = new FixedWritable<double>(nameof(DoubleWritable), sizeof(double), BinaryPrimitives.ReadDoubleBigEndian, BinaryPrimitives.WriteDoubleBigEndian);

    /// <summary><c>BooleanWritable</c>: a byte.</summary>
    public static Writable<bool> BooleanWritable { get; } = new FixedWritable<bool>(nameof(BooleanWritable), 1, bytes => bytes[0] != 0, (bytes, value) => bytes[0] = value ? (byte)1 : (byte)0);

    /// <summary><c>NullWritable</c>: nothing, as a tuple of nothing.</summary>
    public static Writable<ValueTuple> NullWritable { get; } = new FixedWritable<ValueTuple>(nameof(NullWritable), 0, _ => default, (_, _) => { });

    /// <summary>The Java name of one of them.</summary>
    internal static string NameOf(string name) => "org.apache.hadoop.io." + name;

    /// <summary>What a value of the wrong length is refused with.</summary>
    internal static InvalidDataException WrongLength(string name, long expected, int actual) =>
        new(FormattableString.Invariant($"a {name} of {expected} bytes is said to have {actual}"));
}
