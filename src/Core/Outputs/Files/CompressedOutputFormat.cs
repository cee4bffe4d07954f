namespace OrleansStream.Outputs;

/// <summary>Files of another format, compressed.</summary>
internal sealed class CompressedOutputFormat<T>(FileOutputFormat<T> content, CompressionCodec codec) : FileOutputFormat<T>
{
    // Compressors are slow with small pieces.
    private const int BufferSize = 1 << 16;

    public override string Extension => content.Extension + codec.Extension;

    public override bool IsConcatenable => content.IsConcatenable && codec.IsConcatenable;

    public override FileRecordWriter<T> Open(Stream stream)
    {
        Stream compressed = codec.Compress(stream) ?? throw new InvalidOperationException($"{codec.GetType().Name}.Compress returned null.");
        var buffered = new BufferedStream(compressed, BufferSize);
        try
        {
            return new Writer(content.Open(buffered) ?? throw new InvalidOperationException($"{content.GetType().Name}.Open returned null."), buffered);
        }
        catch
        {
            compressed.Dispose();
            throw;
        }
    }

    private sealed class Writer(FileRecordWriter<T> content, BufferedStream compressed) : FileRecordWriter<T>
    {
        private bool _isDisposed;

        public override void Write(T record) => content.Write(record);

        public override void Complete()
        {
            content.Complete();
            Free();
        }

        protected override void Dispose(bool disposing)
        {
            Free();
            base.Dispose(disposing);
        }

        // In this order: what the content frees may flush the stream that it was given.
        private void Free()
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                content.Dispose();
                compressed.Dispose();
            }
        }
    }
}
