using OrleansStream.Streams;

namespace OrleansStream;

public sealed partial class StreamingContext
{
    /// <summary>The records of several streams, one stream after the other, batch by batch.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="streams">One or more streams of this context with the same slide duration. A batch in which one has no dataset fails.</param>
    /// <exception cref="ArgumentNullException"><paramref name="streams"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="streams"/> breaks its rule.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<T> Union<T>(params IEnumerable<DStream<T>> streams)
    {
        ArgumentNullException.ThrowIfNull(streams);
        return DStream<T>.UnionOf(Parents.Check(this, streams, nameof(streams)));
    }

    /// <summary>Makes each batch's dataset from those of several streams with a function that runs at the coordinator, once per batch.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="streams">One or more streams of this context with the same slide duration. A batch in which one has no dataset fails.</param>
    /// <param name="function">Builds on the datasets it is given, in the order of <paramref name="streams"/>; also told the batch time; must not
    /// return null.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="streams"/> breaks its rule.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>Streams of different types are brought together one by one with <see cref="DStream{T}.TransformWith{TOther, TOut}(DStream{TOther}, Func{Rdd{T}, Rdd{TOther}, Rdd{TOut}})"/>.</remarks>
    public DStream<TOut> Transform<T, TOut>(IEnumerable<DStream<T>> streams, Func<IReadOnlyList<Rdd<T>>, BatchTime, Rdd<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(streams);
        ArgumentNullException.ThrowIfNull(function);
        return new TransformedStream<TOut>(Parents.Check(this, streams, nameof(streams)), "Transform", (datasets, plan) =>
            ValueTask.FromResult(function([.. datasets.Cast<Rdd<T>>()], plan.Time)));
    }

    /// <summary>Makes each batch's dataset from those of several streams with an asynchronous function, which may run actions; later batches wait
    /// for it.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="streams">One or more streams of this context with the same slide duration. A batch in which one has no dataset fails.</param>
    /// <param name="function">Builds on the datasets it is given, in the order of <paramref name="streams"/>; must not return null.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="streams"/> breaks its rule.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<TOut> Transform<T, TOut>(
        IEnumerable<DStream<T>> streams, Func<IReadOnlyList<Rdd<T>>, BatchTime, CancellationToken, Task<Rdd<TOut>>> function)
    {
        ArgumentNullException.ThrowIfNull(streams);
        ArgumentNullException.ThrowIfNull(function);
        return new TransformedStream<TOut>(
            Parents.Check(this, streams, nameof(streams)),
            "Transform",
            async (datasets, plan) => await function([.. datasets.Cast<Rdd<T>>()], plan.Time, plan.Cancellation).ConfigureAwait(false),
            mayRunActions: true);
    }
}
