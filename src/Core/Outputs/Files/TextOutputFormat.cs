namespace OrleansStream.Outputs;

/// <summary>Records as lines of UTF-8.</summary>
internal sealed class TextOutputFormat<T> : FileOutputFormat<T>
{
    internal static TextOutputFormat<T> Instance { get; } = new();

    public override FileRecordWriter<T> Open(Stream stream) => new TextRecordWriter<T>(stream);
}
