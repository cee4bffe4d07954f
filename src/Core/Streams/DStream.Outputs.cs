using OrleansStream.Outputs;

namespace OrleansStream;

public abstract partial class DStream<T>
{
    /// <summary>Runs a function on each batch's dataset, at the coordinator; batches without a dataset are left out, empty ones are not.</summary>
    /// <param name="function">Given the dataset, the batch time and a token that is cancelled when the context stops at once.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public void ForeachRdd(Func<Rdd<T>, BatchTime, CancellationToken, Task> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        _ = new ForeachRddOutput<T>(this, function);
    }

    /// <summary>Runs a function on each batch's dataset, at the coordinator; batches without a dataset are left out, empty ones are not.</summary>
    /// <param name="function">Given the dataset and the batch time.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public void ForeachRdd(Func<Rdd<T>, BatchTime, Task> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        ForeachRdd((rdd, time, _) => function(rdd, time));
    }

    /// <summary>Runs a function on each batch's dataset, at the coordinator; batches without a dataset are left out, empty ones are not.</summary>
    /// <param name="function">Given the dataset.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public void ForeachRdd(Func<Rdd<T>, Task> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        ForeachRdd((rdd, _, _) => function(rdd));
    }

    /// <summary>Prints the first records of each batch, between dashed lines with the batch time, then <c>...</c> if there are more.</summary>
    /// <param name="count">How many records at most; 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>Tuples print as <c>(a,b)</c>, collections as <c>[a,b]</c> unless they have a text of their own, everything else in the invariant
    /// culture. A batch that is run again is printed again.</remarks>
    public void Print(int count = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        _ = new SinkOutput<T>(this, new PrintSink<T>(Context.Options.Output, count), "Print");
    }

    /// <summary>Writes each batch to a sink.</summary>
    /// <param name="sink">The sink.</param>
    /// <param name="kind">What the output is called in names, such as <c>SaveAsTextFiles</c>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="sink"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="kind"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public void SaveTo(Sink<T> sink, string kind = "SaveTo")
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentException.ThrowIfNullOrWhiteSpace(kind);
        _ = new SinkOutput<T>(this, sink, kind);
    }
}
