using System.Runtime.InteropServices;

namespace OrleansStream.Execution;

/// <summary>Holds back what is emitted.</summary>
internal sealed class BufferEmitter<T> : Emitter<T>
{
    private readonly List<T> _records = [];

    internal ReadOnlySpan<T> Records => CollectionsMarshal.AsSpan(_records);

    public override void Emit(T record) => _records.Add(record);

    internal void Clear() => _records.Clear();
}
