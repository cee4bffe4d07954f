using System.Buffers;

namespace OrleansStream.Formats;

/// <summary>How Hadoop writes values of a type: derive from it for a writable that <see cref="Writables"/> has not.</summary>
/// <typeparam name="T">The values' type in .NET.</typeparam>
/// <remarks>One instance serves all tasks of a process at once, so it must be safe for several threads.</remarks>
public abstract class Writable<T>
{
    /// <summary>The name of the Java class, which files of sequences say.</summary>
    public abstract string ClassName { get; }

    /// <summary>Reads a value.</summary>
    /// <param name="bytes">The whole value and nothing more.</param>
    /// <exception cref="InvalidDataException">The bytes are no such value.</exception>
    public abstract T Read(ReadOnlySpan<byte> bytes);

    /// <summary>Writes a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="output">Where to.</param>
    public abstract void Write(T value, IBufferWriter<byte> output);
}
