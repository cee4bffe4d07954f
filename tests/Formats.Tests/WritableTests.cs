using System.Buffers;

namespace OrleansStream.Formats.Tests;

public sealed class WritableTests
{
    /// <summary>From the description of the numbers: one byte from -112 to 127, else sign and length first.</summary>
    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7F")]
    [InlineData(-112, "90")]
    [InlineData(128, "8F80")]
    [InlineData(255, "8FFF")]
    [InlineData(256, "8E0100")]
    [InlineData(-113, "8770")]
    [InlineData(-256, "87FF")]
    [InlineData(-257, "860100")]
    [InlineData(long.MaxValue, "887FFFFFFFFFFFFFFF")]
    [InlineData(long.MinValue, "807FFFFFFFFFFFFFFF")]
    public void Numbers_of_variable_length_are_as_described(long value, string hex)
    {
        var output = new ArrayBufferWriter<byte>();
        VariableLength.Write(value, output);

        Assert.Equal(hex, Convert.ToHexString(output.WrittenSpan));
        Assert.Equal(value, VariableLength.Read([.. output.WrittenSpan, 1, 2], out int consumed));
        Assert.Equal(output.WrittenCount, consumed);
        Assert.Equal(consumed, VariableLength.LengthOf(output.WrittenSpan[0]));
        for (int length = 0; length < consumed; length++)
        {
            Assert.Throws<InvalidDataException>(() => VariableLength.Read(output.WrittenSpan[..length], out _));
        }
    }

    [Fact]
    public void Random_numbers_come_back()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int i = 0; i < 10_000; i++)
        {
            long value = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
            var output = new ArrayBufferWriter<byte>();
            VariableLength.Write(value, output);
            Assert.True(value == VariableLength.Read(output.WrittenSpan, out _), $"seed {seed}: {value}");
        }
    }

    [Fact]
    public void Values_are_as_Hadoop_writes_them()
    {
        AssertBytes(Writables.Text, "ü", "02C3BC", "Text");
        AssertBytes(Writables.Text, new string('x', 128), "8F80" + string.Concat(Enumerable.Repeat("78", 128)), "Text");
        AssertBytes(Writables.BytesWritable, [1, 2], "000000020102", "BytesWritable");
        AssertBytes(Writables.IntWritable, -2, "FFFFFFFE", "IntWritable");
        AssertBytes(Writables.LongWritable, 258, "0000000000000102", "LongWritable");
        AssertBytes(Writables.FloatWritable, 1.5f, "3FC00000", "FloatWritable");
        AssertBytes(Writables.DoubleWritable, -2.0, "C000000000000000", "DoubleWritable");
        AssertBytes(Writables.BooleanWritable, true, "01", "BooleanWritable");
        AssertBytes(Writables.NullWritable, default, "", "NullWritable");
    }

    [Fact]
    public void Bytes_that_are_no_text_are_read_as_Hadoop_reads_them_and_never_written()
    {
        Assert.Equal("\uFFFD", Writables.Text.Read([1, 0xC3]));
        Assert.Equal("a\uFFFDb\uFFFD", Writables.Text.Read([4, (byte)'a', 0xFF, (byte)'b', 0xC3]));
        Assert.Throws<System.Text.EncoderFallbackException>(() => Writables.Text.Write("\uD800", new ArrayBufferWriter<byte>()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("03C3BC")]
    [InlineData("02C3BC00")]
    [InlineData("FF")]
    [InlineData("8F")]
    public void Text_that_is_none_is_refused(string hex) => Assert.Throws<InvalidDataException>(() => Writables.Text.Read(Convert.FromHexString(hex)));

    private static void AssertBytes<T>(Writable<T> writable, T value, string hex, string name)
    {
        var output = new ArrayBufferWriter<byte>();
        writable.Write(value, output);
        Assert.Equal(hex, Convert.ToHexString(output.WrittenSpan));
        Assert.Equal(value, writable.Read(output.WrittenSpan));
        Assert.Equal("org.apache.hadoop.io." + name, writable.ClassName);
        Assert.Throws<InvalidDataException>(() => writable.Read([.. output.WrittenSpan, 0]));
    }
}
