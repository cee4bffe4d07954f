using System.Runtime.CompilerServices;

namespace OrleansStream.Outputs;

/// <summary>Writes records as lines of UTF-8.</summary>
internal sealed class TextFileWriter<T>(Stream file, string path, int taskAttempt) : FileSinkWriter<T>(file, path, taskAttempt)
{
    /// <summary>Makes such writers.</summary>
    internal static FileSinkWriting<T> Writing { get; } = (file, path, taskAttempt) => new TextFileWriter<T>(file, path, taskAttempt);

    public override void Write(T record)
    {
        if (typeof(T) == typeof(Utf8Slice))
        {
            Append(Unsafe.As<T, Utf8Slice>(ref record).Span);
        }
        else
        {
            Append(RecordText.Of(record));
        }

        Append("\n"u8);
    }
}
