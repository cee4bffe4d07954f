using OrleansStream.Streams;

namespace OrleansStream;

public abstract partial class DStream<T>
{
    /// <summary>Makes each batch's dataset from this stream's with a function that runs at the coordinator, once per batch.</summary>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="function">Builds on the dataset it is given; must not return null.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<TOut> Transform<TOut>(Func<Rdd<T>, Rdd<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Transform((rdd, _) => function(rdd));
    }

    /// <summary>Makes each batch's dataset from this stream's with a function that runs at the coordinator, once per batch.</summary>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="function">Builds on the dataset it is given; also told the batch time; must not return null.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<TOut> Transform<TOut>(Func<Rdd<T>, BatchTime, Rdd<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new TransformedStream<TOut>([this], "Transform", (datasets, plan) =>
            ValueTask.FromResult(function((Rdd<T>)datasets[0], plan.Time)));
    }

    /// <summary>Makes each batch's dataset with an asynchronous function, which may run actions; later batches wait for it.</summary>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="function">Builds on the dataset it is given; must not return null.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<TOut> Transform<TOut>(Func<Rdd<T>, BatchTime, CancellationToken, Task<Rdd<TOut>>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new TransformedStream<TOut>([this], "Transform", async (datasets, plan) =>
            await function((Rdd<T>)datasets[0], plan.Time, plan.Cancellation).ConfigureAwait(false),
            mayRunActions: true);
    }

    /// <summary>Makes each batch's dataset from those of this stream and another with a function that runs at the coordinator, once per batch.</summary>
    /// <typeparam name="TOther">The other records' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="other">A stream of the same context with the same slide duration. A batch in which either has no dataset fails.</param>
    /// <param name="function">Builds on the datasets it is given; must not return null.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The streams differ in context or slide duration.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<TOut> TransformWith<TOther, TOut>(DStream<TOther> other, Func<Rdd<T>, Rdd<TOther>, Rdd<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return TransformWith(other, (Rdd<T> rdd, Rdd<TOther> otherRdd, BatchTime _) => function(rdd, otherRdd));
    }

    /// <summary>Makes each batch's dataset from those of this stream and another with a function that runs at the coordinator, once per batch.</summary>
    /// <typeparam name="TOther">The other records' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="other">A stream of the same context with the same slide duration. A batch in which either has no dataset fails.</param>
    /// <param name="function">Builds on the datasets it is given; also told the batch time; must not return null.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The streams differ in context or slide duration.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<TOut> TransformWith<TOther, TOut>(DStream<TOther> other, Func<Rdd<T>, Rdd<TOther>, BatchTime, Rdd<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(function);
        return new TransformedStream<TOut>(Parents.Check<DStream>(Context, [this, other], nameof(other)), "TransformWith", (datasets, plan) =>
            ValueTask.FromResult(function((Rdd<T>)datasets[0], (Rdd<TOther>)datasets[1], plan.Time)));
    }

    /// <summary>Makes each batch's dataset with an asynchronous function, which may run actions; later batches wait for it.</summary>
    /// <typeparam name="TOther">The other records' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="other">A stream of the same context with the same slide duration. A batch in which either has no dataset fails.</param>
    /// <param name="function">Builds on the datasets it is given; must not return null.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The streams differ in context or slide duration.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<TOut> TransformWith<TOther, TOut>(
        DStream<TOther> other, Func<Rdd<T>, Rdd<TOther>, BatchTime, CancellationToken, Task<Rdd<TOut>>> function)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(function);
        return new TransformedStream<TOut>(
            Parents.Check<DStream>(Context, [this, other], nameof(other)),
            "TransformWith",
            async (datasets, plan) =>
                await function((Rdd<T>)datasets[0], (Rdd<TOther>)datasets[1], plan.Time, plan.Cancellation).ConfigureAwait(false),
            mayRunActions: true);
    }
}
