namespace OrleansStream.Execution;

/// <summary>Ends a chain: hands records over to asynchronous calls.</summary>
internal readonly struct CallLink<TIn, TOut>(AsyncCalls<TIn, TOut> calls) : IRecordSink<TIn>
{
    public void Push(TIn record) => calls.Add(record);
}
