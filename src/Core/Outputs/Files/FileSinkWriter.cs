namespace OrleansStream.Outputs;

/// <summary>Writes one attempt at one partition to a file; subclasses say what a record's bytes are.</summary>
/// <remarks>It has a buffer of its own because those of the framework write on disposal, which must not fail a second time.</remarks>
internal abstract class FileSinkWriter<T>(Stream file, string path, int taskAttempt) : SinkWriter<T>
{
    private const int BufferSize = 1 << 16;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _used;
    private long _length;
    private bool _isComplete;

    public sealed override ReadOnlyMemory<byte> Complete()
    {
        AppendEnd();
        Flush();
        FileErrors.Naming(path, () =>
        {
            if (file is FileStream onDisk)
            {
                onDisk.Flush(flushToDisk: true);
            }

            file.Dispose();
        });
        _isComplete = true;
        return new FileSinkPart(taskAttempt, _length).ToBytes();
    }

    protected override void Dispose(bool disposing)
    {
        if (!_isComplete)
        {
            file.Dispose();
            FileErrors.Naming(path, () => File.Delete(path));
        }

        base.Dispose(disposing);
    }

    /// <summary>Appends what comes after the last record.</summary>
    private protected virtual void AppendEnd()
    {
    }

    private protected void Append(string text)
    {
        if (System.Text.Encoding.UTF8.GetMaxByteCount(text.Length) > BufferSize - _used)
        {
            Append(System.Text.Encoding.UTF8.GetBytes(text));
            return;
        }

        _used += System.Text.Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_used));
    }

    private protected void Append(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > BufferSize - _used)
        {
            Flush();
        }

        if (bytes.Length > BufferSize)
        {
            WriteOut(bytes);
            return;
        }

        bytes.CopyTo(_buffer.AsSpan(_used));
        _used += bytes.Length;
    }

    private void Flush()
    {
        WriteOut(_buffer.AsSpan(0, _used));
        _used = 0;
    }

    private void WriteOut(scoped ReadOnlySpan<byte> bytes)
    {
        try
        {
            file.Write(bytes);
        }
        catch (Exception error) when (FileErrors.Is(error))
        {
            throw FileErrors.Named(path, error);
        }

        _length += bytes.Length;
    }
}
