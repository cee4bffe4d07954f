namespace OrleansStream.Execution;

/// <summary>A virtual call in the middle of a chain: it keeps the type of a very long chain from growing without bound,
/// because the JIT's time grows with the depth of nested structs.</summary>
internal abstract class SinkBridge<T>
{
    /// <summary>How many operators are fused into one type before the chain is cut.</summary>
    internal const int MaxFusedOperators = 16;

    internal abstract void Push(T record);
}
