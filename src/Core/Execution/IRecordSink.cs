namespace OrleansStream.Execution;

/// <summary>The end that records are pushed into: one link of a fused chain.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <remarks>
/// Links are structs that hold the next link as a field, so a stage of narrow operators becomes one type that the JIT
/// compiles as one loop body: no interface call, no boxing and no allocation per record. They are passed by reference and
/// may be mutable (a counter, a table).
/// </remarks>
internal interface IRecordSink<in T>
{
    /// <summary>Takes one record.</summary>
    void Push(T record);
}
