using System.Buffers;
using System.Text;

namespace OrleansStream.Formats;

/// <summary>UTF-8 behind its length in the form of <see cref="VariableLength"/>.</summary>
internal sealed class TextWritable : Writable<string>
{
    // Nothing is written that could not be read again. What is read is not asked for so much: as in Hadoop, U+FFFD stands for bytes that are no UTF-8.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public override string ClassName { get; } = Writables.NameOf("Text");

    public override string Read(ReadOnlySpan<byte> bytes)
    {
        string text = ReadFirst(bytes, out int consumed);
        return consumed == bytes.Length ? text : throw Writables.WrongLength("Text", consumed, bytes.Length);
    }

    public override void Write(string value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(output);
        VariableLength.Write(Strict.GetByteCount(value), output);
        Strict.GetBytes(value, output);
    }

    /// <summary>Reads the text at the start of bytes.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    internal static string ReadFirst(ReadOnlySpan<byte> bytes, out int consumed)
    {
        long length = VariableLength.Read(bytes, out int prefix);
        if (length < 0 || length > bytes.Length - prefix)
        {
            throw Writables.WrongLength("Text", prefix + length, bytes.Length);
        }

        consumed = prefix + (int)length;
        return System.Text.Encoding.UTF8.GetString(bytes[prefix..consumed]);
    }
}
