namespace OrleansStream.Encoding;

/// <summary>Arrays of one length that a stream reads into, kept for as long as it goes on needing as many.</summary>
/// <remarks>
/// A stream under load holds a batch or two of input: hundreds of arrays, where the shared pool keeps a few dozen and leaves the rest to
/// the garbage collector. <see cref="Trim"/>, called every few seconds, gives up half of what has lain idle since the last call, so that
/// memory follows the load down. Thread-safe.
/// </remarks>
internal sealed class Utf8BufferPool(int length)
{
    private readonly Stack<byte[]> _idle = new();
    private int _leastIdle;

    /// <summary>The length of every array.</summary>
    internal int Length => length;

    internal byte[] Rent()
    {
        lock (_idle)
        {
            if (_idle.TryPop(out byte[]? array))
            {
                _leastIdle = Math.Min(_leastIdle, _idle.Count);
                return array;
            }
        }

        return GC.AllocateUninitializedArray<byte>(length);
    }

    internal void Return(byte[] array)
    {
        lock (_idle)
        {
            _idle.Push(array);
        }
    }

    /// <summary>Gives up half of the arrays that were not needed since the last call.</summary>
    internal void Trim()
    {
        lock (_idle)
        {
            for (int surplus = (_leastIdle + 1) / 2; surplus > 0; surplus--)
            {
                _idle.Pop();
            }

            _leastIdle = _idle.Count;
        }
    }
}
