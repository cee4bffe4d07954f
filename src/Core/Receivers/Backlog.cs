namespace OrleansStream.Receivers;

/// <summary>Counts what a source has received and no batch has finished with, and says when that is as much as it may be.</summary>
/// <remarks>
/// It is full at twice what a batch may hold: one batch runs while the next one gathers. What is kept for windows after its batch
/// is over does not count. Not safe for several threads.
/// </remarks>
/// <param name="maxBytes">How many bytes a batch may hold.</param>
/// <param name="maxRecords">How many records a batch may hold.</param>
internal sealed class Backlog(long maxBytes, long maxRecords)
{
    private readonly Queue<(BatchTime Time, long Records, long Bytes)> _sealed = new();
    private Int128 _records;
    private Int128 _bytes;

    internal bool IsFull => _bytes >= 2 * (Int128)maxBytes || _records >= 2 * (Int128)maxRecords;

    /// <summary>A block has come.</summary>
    internal void Add(long records, long bytes)
    {
        _records += records;
        _bytes += bytes;
    }

    /// <summary>A batch takes some of it; batches come in the order of their times.</summary>
    internal void Seal(BatchTime time, long records, long bytes) => _sealed.Enqueue((time, records, bytes));

    /// <summary>A batch is over, and with it all before it.</summary>
    internal void Over(BatchTime time)
    {
        while (_sealed.TryPeek(out (BatchTime Time, long Records, long Bytes) batch) && batch.Time <= time)
        {
            _sealed.Dequeue();
            _records -= batch.Records;
            _bytes -= batch.Bytes;
        }
    }
}
