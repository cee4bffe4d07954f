namespace OrleansStream;

public abstract partial class DStream<T>
{
    /// <summary>Leaves out records on which this operator's function throws, and counts them; without it such a record fails the batch.</summary>
    /// <returns>This stream.</returns>
    /// <exception cref="NotSupportedException">The operator's function is not given single records.</exception>
    /// <exception cref="InvalidOperationException">The context has been started, or it has been said already what becomes of such records.</exception>
    /// <remarks>
    /// For <c>Map</c>, <c>Filter</c>, <c>FlatMap</c>, <c>MapValues</c>, <c>FlatMapValues</c>, <c>KeyBy</c> and <c>MapAsync</c>, where a call that
    /// takes too long counts as well. Of a record that fails, nothing goes on, even if something was emitted before. How many were left out is in
    /// <see cref="StreamingContext.SkippedRecords"/> and in the counter <c>orleans-stream-records-skipped</c>. Exhausted memory, a cancelled batch
    /// and the use of a slice after its batch are not the record's fault and fail the task as ever.
    /// </remarks>
    public DStream<T> SkipErrors()
    {
        KeepOnlySound();
        return this;
    }

    /// <summary>Diverts records on which this operator's function throws to a stream of dead letters; without it such a record fails the batch.</summary>
    /// <param name="letters">The records with their errors, batch by batch: give it to an output, as any stream.</param>
    /// <returns>This stream.</returns>
    /// <exception cref="NotSupportedException">The operator's function is not given single records.</exception>
    /// <exception cref="InvalidOperationException">The context has been started, or it has been said already what becomes of such records.</exception>
    /// <remarks><inheritdoc cref="SkipErrors" path="/remarks/node()"/> The operator's results are kept until the batch is over, so that its function
    /// runs once for both streams.</remarks>
    public DStream<T> DivertErrors(out DStream<DeadLetter> letters)
    {
        letters = KeepOnlySoundAndDivert();
        return this;
    }

    private protected virtual void KeepOnlySound() => throw NotElementwise();

    private protected virtual DStream<DeadLetter> KeepOnlySoundAndDivert() => throw NotElementwise();

    private NotSupportedException NotElementwise() => new(
        $"{Name} cannot leave out records: its function is not given single records. Map, Filter, FlatMap, MapValues, FlatMapValues, KeyBy and MapAsync can.");
}
