using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>One function for all: a key's first value seeds.</summary>
internal readonly struct ReduceCombiner<TValue>(Func<TValue, TValue, TValue> reduce) : ICombiner<TValue, TValue>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TValue Create(TValue value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TValue Add(TValue combined, TValue value) => reduce(combined, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TValue Merge(TValue left, TValue right) => reduce(left, right);
}
