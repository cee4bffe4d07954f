using System.Buffers;
using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>Values with the numbers of their keys, brought together by key: a counting sort, so that values of one key keep their order.</summary>
internal sealed class ValueGroups<TValue> : IDisposable
{
    private const int FirstLength = 256;

    private int[] _keys = [];
    private TValue[] _values = [];
    private int _count;
    private int[] _ends = [];
    private TValue[] _grouped = [];
    private bool _lasting;

    /// <summary>Adds a value.</summary>
    /// <param name="key">The number of its key.</param>
    /// <param name="value">The value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(int key, TValue value)
    {
        if (_count == _keys.Length || _count == _values.Length)
        {
            Grow();
        }

        _keys[_count] = key;
        _values[_count++] = value;
    }

    /// <summary>About how many bytes the values take.</summary>
    internal long Bytes => ((long)_count * sizeof(int)) + RecordSize.Of<TValue>(_values.AsSpan(0, _count));

    /// <summary>The numbers of the keys of what has been added since <see cref="Clear"/>.</summary>
    internal ReadOnlySpan<int> Keys => _keys.AsSpan(0, _count);

    /// <summary>What has been added since <see cref="Clear"/>, in order.</summary>
    internal ReadOnlySpan<TValue> Values => _values.AsSpan(0, _count);

    /// <summary>Forgets everything; values may be added anew.</summary>
    internal void Clear()
    {
        Dispose();
        _count = 0;
    }

    /// <summary>Brings the values together; nothing is added afterwards.</summary>
    /// <param name="keyCount">How many keys there are.</param>
    /// <param name="lasting">Whether <see cref="ListOf"/> will be asked for: lists outlive this object.</param>
    internal void Arrange(int keyCount, bool lasting)
    {
        _ends = ArrayPool<int>.Shared.Rent(keyCount);
        Span<int> ends = _ends.AsSpan(0, keyCount);
        ends.Clear();
        foreach (int key in _keys.AsSpan(0, _count))
        {
            ends[key]++;
        }

        int start = 0;
        foreach (ref int end in ends)
        {
            (end, start) = (start, start + end);
        }

        _lasting = lasting;
        _grouped = lasting ? new TValue[_count] : ArrayPool<TValue>.Shared.Rent(_count);
        for (int i = 0; i < _count; i++)
        {
            // What was where the next value of the key goes is where the key ends in the end.
            _grouped[ends[_keys[i]]++] = _values[i];
        }

        ReturnInput();
    }

    /// <summary>The values of a key, valid until <see cref="Dispose"/>.</summary>
    internal ReadOnlySpan<TValue> Of(int key)
    {
        int start = StartOf(key);
        return _grouped.AsSpan(start, _ends[key] - start);
    }

    /// <summary>The values of a key as a list that stays valid.</summary>
    internal IReadOnlyList<TValue> ListOf(int key)
    {
        int start = StartOf(key);
        return start == _ends[key] ? [] : new ValueGroup<TValue>(new ArraySegment<TValue>(_grouped, start, _ends[key] - start));
    }

    public void Dispose()
    {
        ReturnInput();
        if (_ends.Length > 0)
        {
            ArrayPool<int>.Shared.Return(_ends);
            _ends = [];
        }

        if (!_lasting && _grouped.Length > 0)
        {
            Return(_grouped);
        }

        _grouped = [];
    }

    private int StartOf(int key) => key == 0 ? 0 : _ends[key - 1];

    private void ReturnInput()
    {
        if (_keys.Length > 0)
        {
            ArrayPool<int>.Shared.Return(_keys);
            Return(_values);
            _keys = [];
            _values = [];
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        int length = Math.Max(FirstLength, checked(_count * 2));
        int[] keys = ArrayPool<int>.Shared.Rent(length);
        TValue[] values = ArrayPool<TValue>.Shared.Rent(length);
        Array.Copy(_keys, keys, _count);
        Array.Copy(_values, values, _count);
        ReturnInput();

        (_keys, _values) = (keys, values);
    }

    private static void Return(TValue[] values) =>
        ArrayPool<TValue>.Shared.Return(values, RuntimeHelpers.IsReferenceOrContainsReferences<TValue>());
}
