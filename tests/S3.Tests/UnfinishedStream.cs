namespace OrleansStream.S3.Tests;

/// <summary>A stream that gives one byte, and then none until reading is given up, or an error.</summary>
/// <param name="error">The error; null for none.</param>
internal sealed class UnfinishedStream(Exception? error) : MemoryStream([1], writable: false)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = Read(buffer.Span);
        if (read == 0)
        {
            await (error is null ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken) : Task.FromException(error));
        }

        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
}
