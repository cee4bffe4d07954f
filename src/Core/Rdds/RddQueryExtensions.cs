namespace OrleansStream;

/// <summary>The words of query syntax for datasets: <c>from line in lines where line.Length > 0 select line.Trim()</c>.</summary>
public static class RddQueryExtensions
{
    /// <summary>Another name of <c>Map</c>.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="rdd">The dataset.</param>
    /// <param name="selector">Called once per record on an engine thread.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static Rdd<TOut> Select<T, TOut>(this Rdd<T> rdd, Func<T, TOut> selector)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(selector);
        return rdd.Map(selector);
    }

    /// <summary>Stops asynchronous functions at compile time: they would give a dataset of tasks.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="rdd">Not used.</param>
    /// <param name="selector">Not used.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete("Select takes a synchronous function; an async one would give a dataset of tasks. Use MapAsync.", error: true)]
    public static Rdd<TOut> Select<T, TOut>(this Rdd<T> rdd, Func<T, Task<TOut>> selector) =>
        throw new NotSupportedException("Select takes a synchronous function.");

    /// <summary>Another name of <c>Filter</c>.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="rdd">The dataset.</param>
    /// <param name="predicate">Called once per record on an engine thread.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static Rdd<T> Where<T>(this Rdd<T> rdd, Func<T, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(predicate);
        return rdd.Filter(predicate);
    }

    /// <summary>Another name of <c>FlatMap</c>.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <typeparam name="TOut">The elements' type.</typeparam>
    /// <param name="rdd">The dataset.</param>
    /// <param name="selector">Called once per record on an engine thread; must not return null.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static Rdd<TOut> SelectMany<T, TOut>(this Rdd<T> rdd, Func<T, IEnumerable<TOut>> selector)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(selector);
        return rdd.FlatMap(selector);
    }

    /// <summary>Makes a result of each record with each element of its sequence: a second <c>from</c>.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <typeparam name="TElement">The elements' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="rdd">The dataset.</param>
    /// <param name="elements">Called once per record on an engine thread; must not return null.</param>
    /// <param name="result">Called once per record and element.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static Rdd<TOut> SelectMany<T, TElement, TOut>(
        this Rdd<T> rdd, Func<T, IEnumerable<TElement>> elements, Func<T, TElement, TOut> result)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(elements);
        ArgumentNullException.ThrowIfNull(result);
        return rdd.FlatMap<TOut>((record, emitter) =>
        {
            foreach (TElement element in elements(record)
                ?? throw new InvalidOperationException("The function given to SelectMany returned null; return an empty sequence for no elements."))
            {
                emitter.Emit(result(record, element));
            }
        });
    }
}
