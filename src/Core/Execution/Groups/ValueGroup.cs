using System.Collections;

namespace OrleansStream.Execution;

/// <summary>The values of one key: a part of an array that all keys of a partition share.</summary>
internal sealed class ValueGroup<TValue>(ArraySegment<TValue> values) : IReadOnlyList<TValue>, ICollection<TValue>
{
    public int Count => values.Count;

    bool ICollection<TValue>.IsReadOnly => true;

    public TValue this[int index] => values[index];

    public ArraySegment<TValue>.Enumerator GetEnumerator() => values.GetEnumerator();

    IEnumerator<TValue> IEnumerable<TValue>.GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => values.GetEnumerator();

    // What sequences and lists are copied with.
    bool ICollection<TValue>.Contains(TValue item) => ((ICollection<TValue>)values).Contains(item);

    void ICollection<TValue>.CopyTo(TValue[] array, int arrayIndex) => values.CopyTo(array, arrayIndex);

    void ICollection<TValue>.Add(TValue item) => throw Fixed();

    bool ICollection<TValue>.Remove(TValue item) => throw Fixed();

    void ICollection<TValue>.Clear() => throw Fixed();

    private static NotSupportedException Fixed() => new("The values of a key cannot be changed; copy them to a list.");
}
