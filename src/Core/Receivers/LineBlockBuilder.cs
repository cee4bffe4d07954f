using OrleansStream.Encoding;
using OrleansStream.Rdds;

namespace OrleansStream.Receivers;

/// <summary>Cuts bytes that are read into blocks of whole lines, in the array they were read into.</summary>
/// <remarks>
/// One thread reads: it asks for <see cref="Room"/>, fills some of it and says so with <see cref="Advance"/>. Any thread may
/// <see cref="Cut"/> meanwhile, also while a read is under way: a block leases a part of the array behind which the reader goes on. Only when
/// an array is full are bytes moved, those of the unfinished line.
/// </remarks>
internal sealed class LineBlockBuilder : IDisposable
{
    /// <summary>The length of the first array, and the least.</summary>
    internal const int LeastLength = 64 * 1024;

    /// <summary>Arrays do not grow beyond this, unless one line does.</summary>
    internal const int GreatestLength = 1024 * 1024;

    // Reading into less than this would make a system call of every few bytes.
    private const int LeastRoom = 4096;

    // An array that took so many cuts to fill is larger than the stream needs.
    private const int CutsOfSlowStream = 16;

    private readonly Lock _lock = new();
    private readonly Action<LineBlock, long> _store;
    private readonly int _maxLineBytes;
    private readonly bool _poison;
    private readonly Utf8BufferPool _pool;
    private Utf8Buffer _buffer;
    private int _length = LeastLength;
    private int _cuts;
    private int _from;
    private int _linesEnd;
    private int _filled;
    private long _lines;
    private bool _closed;

    /// <param name="store">Takes a block and how many lines it has; called under a lock, so in order.</param>
    /// <param name="pool">Where arrays of <see cref="GreatestLength"/> come from.</param>
    /// <param name="maxLineBytes">How long an unfinished line may grow.</param>
    /// <param name="poison">Whether blocks are overwritten when they are freed.</param>
    internal LineBlockBuilder(Action<LineBlock, long> store, Utf8BufferPool pool, int maxLineBytes, bool poison)
    {
        _store = store;
        _pool = pool;
        _buffer = new Utf8Buffer(LeastLength, pool);
        _maxLineBytes = maxLineBytes;
        _poison = poison;
    }

    /// <summary>Where to read the next bytes into; never empty.</summary>
    internal Memory<byte> Room()
    {
        if (_buffer.Bytes.Length - _filled < LeastRoom)
        {
            Roll();
        }

        return _buffer.Bytes.AsMemory(_filled);
    }

    /// <summary>Takes note of bytes that were read to the start of <see cref="Room"/>.</summary>
    /// <returns>How many lines ended in them.</returns>
    /// <exception cref="InvalidDataException">A line has grown longer than allowed.</exception>
    internal int Advance(int count)
    {
        ReadOnlySpan<byte> read = _buffer.Bytes.AsSpan(_filled, count);
        int last = read.LastIndexOf((byte)'\n');
        int lines = last < 0 ? 0 : read[..(last + 1)].Count((byte)'\n');
        int unfinished;
        lock (_lock)
        {
            if (lines > 0)
            {
                _linesEnd = _filled + last + 1;
                _lines += lines;
            }

            _filled += count;
            unfinished = _filled - _linesEnd;
        }

        if (unfinished > _maxLineBytes)
        {
            throw new InvalidDataException(
                $"A line is longer than {_maxLineBytes} bytes ({nameof(StreamingContextOptions)}.{nameof(StreamingContextOptions.MaxLineBytes)}).");
        }

        return lines;
    }

    /// <summary>Makes a block of the whole lines that have come since the last one; of none it makes none.</summary>
    internal void Cut()
    {
        lock (_lock)
        {
            if (!_closed && CutLines())
            {
                _cuts++;
            }
        }
    }

    /// <summary>Takes the end of the input: an unfinished line is a line.</summary>
    internal void Finish()
    {
        lock (_lock)
        {
            if (_filled > _linesEnd)
            {
                _linesEnd = _filled;
                _lines++;
            }

            CutLines();
        }
    }

    /// <summary>Makes a last block of whole lines and lets the array go; an unfinished line is dropped. No read may be under way.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (!_closed)
            {
                CutLines();
                _closed = true;
                _buffer.Release();
            }
        }
    }

    private bool CutLines()
    {
        int length = _linesEnd - _from;
        if (length == 0)
        {
            return false;
        }

        _store(new LineBlock(_buffer.Lease(_from, length, _poison), _from, length), _lines);
        _from = _linesEnd;
        _lines = 0;
        return true;
    }

    /// <summary>Goes on in a new array, which begins with the unfinished line of this one.</summary>
    private void Roll()
    {
        lock (_lock)
        {
            CutLines();
            _length = _cuts switch
            {
                0 => Math.Min(_length * 2, GreatestLength),
                > CutsOfSlowStream => Math.Max(_length / 2, LeastLength),
                _ => _length,
            };
            Utf8Buffer full = _buffer;
            int unfinished = _filled - _from;
            _buffer = new Utf8Buffer(Math.Max(_length, checked(unfinished * 2)), _pool);
            full.Bytes.AsSpan(_from, unfinished).CopyTo(_buffer.Bytes);
            full.Release();
            _cuts = 0;
            _from = 0;
            _linesEnd = 0;
            _filled = unfinished;
        }
    }
}
