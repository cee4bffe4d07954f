namespace OrleansStream.Execution;

/// <summary>Emits values together with a key.</summary>
internal sealed class KeyedEmitter<TKey, TValue>(TKey key, Emitter<(TKey Key, TValue Value)> pairs) : Emitter<TValue>
{
    public override void Emit(TValue record) => pairs.Emit((key, record));
}
