namespace OrleansStream.Execution;

/// <summary>What is called for each record of an asynchronous map.</summary>
/// <param name="Call">The user's function.</param>
/// <param name="Failed">What stands for a record whose call has failed, or null where that fails the task.</param>
internal sealed record AsyncFunction<TIn, TOut>(
    Func<TIn, CancellationToken, Task<TOut>> Call, Func<TIn, Exception, TaskScope, TOut>? Failed);
