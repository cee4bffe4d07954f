namespace OrleansStream;

/// <summary>The words of query syntax for streams: <c>from line in lines where line.Length > 0 select line.Trim()</c>.</summary>
public static class DStreamQueryExtensions
{
    /// <summary>Another name of <c>Map</c>.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="selector">Called once per record on an engine thread.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<TOut> Select<T, TOut>(this DStream<T> stream, Func<T, TOut> selector)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(selector);
        return stream.Map(selector);
    }

    /// <summary>Stops asynchronous functions at compile time: they would give a stream of tasks.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="stream">Not used.</param>
    /// <param name="selector">Not used.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete("Select takes a synchronous function; an async one would give a stream of tasks. Use MapAsync.", error: true)]
    public static DStream<TOut> Select<T, TOut>(this DStream<T> stream, Func<T, Task<TOut>> selector) =>
        throw new NotSupportedException("Select takes a synchronous function.");

    /// <summary>Another name of <c>Filter</c>.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="predicate">Called once per record on an engine thread.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<T> Where<T>(this DStream<T> stream, Func<T, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(predicate);
        return stream.Filter(predicate);
    }

    /// <summary>Another name of <c>FlatMap</c>.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <typeparam name="TOut">The elements' type.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="selector">Called once per record on an engine thread; must not return null.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<TOut> SelectMany<T, TOut>(this DStream<T> stream, Func<T, IEnumerable<TOut>> selector)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(selector);
        return stream.FlatMap(selector);
    }

    /// <summary>Makes a result of each record with each element of its sequence: a second <c>from</c>.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <typeparam name="TElement">The elements' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="elements">Called once per record on an engine thread; must not return null.</param>
    /// <param name="result">Called once per record and element.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<TOut> SelectMany<T, TElement, TOut>(
        this DStream<T> stream, Func<T, IEnumerable<TElement>> elements, Func<T, TElement, TOut> result)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(elements);
        ArgumentNullException.ThrowIfNull(result);
        return stream.FlatMap<TOut>((record, emitter) =>
        {
            foreach (TElement element in elements(record)
                ?? throw new InvalidOperationException("The function given to SelectMany returned null; return an empty sequence for no elements."))
            {
                emitter.Emit(result(record, element));
            }
        });
    }
}
