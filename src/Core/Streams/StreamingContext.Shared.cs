using OrleansStream.Encoding;

namespace OrleansStream;

public sealed partial class StreamingContext
{
    private int _broadcasts;

    /// <summary>Makes a value that all tasks read.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">The value; must not be changed while tasks read it.</param>
    /// <param name="name">What to call it in errors; by default <c>Broadcast</c> with a number.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public Broadcast<T> Broadcast<T>(T value, string? name = null)
    {
        name ??= $"Broadcast-{Interlocked.Increment(ref _broadcasts)}";
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new Broadcast<T>(value, name);
    }

    /// <summary>Makes a sum of whole numbers. One that leaves the type's range fails the task, or loses the value if it does so between tasks.</summary>
    /// <param name="name">Unique among the context's accumulators.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty or taken.</exception>
    public Accumulator<long, long> LongAccumulator(string name) =>
        Accumulator(name, static () => 0L, static (long sum, long number) => checked(sum + number), static (left, right) => checked(left + right));

    /// <summary>Makes a sum of floating-point numbers.</summary>
    /// <param name="name">Unique among the context's accumulators.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty or taken.</exception>
    public Accumulator<double, double> DoubleAccumulator(string name) =>
        Accumulator(name, static () => 0.0, static (double sum, double number) => sum + number, static (left, right) => left + right);

    /// <summary>Makes a list of whatever is added.</summary>
    /// <typeparam name="T">The elements' type; it must have a codec.</typeparam>
    /// <param name="name">Unique among the context's accumulators.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty or taken.</exception>
    /// <exception cref="UnsupportedTypeException"><typeparamref name="T"/> has no codec.</exception>
    /// <remarks>It grows for as long as it is added to, and reading its value copies it.</remarks>
    public Accumulator<T, List<T>> CollectionAccumulator<T>(string name) => Accumulator(
        name,
        static () => new List<T>(),
        static (List<T> list, T element) =>
        {
            list.Add(element);
            return list;
        },
        static (left, right) =>
        {
            left.AddRange(right);
            return left;
        });

    /// <summary>Makes an accumulator of any kind.</summary>
    /// <typeparam name="TIn">What is added.</typeparam>
    /// <typeparam name="TValue">What it comes to; it must have a codec.</typeparam>
    /// <param name="name">Unique among the context's accumulators.</param>
    /// <param name="zero">Makes the value before anything is added, for each task anew.</param>
    /// <param name="add">Adds to a value, in a task. It may change and return the value.</param>
    /// <param name="merge">Puts two values together. It may change and return the first.</param>
    /// <exception cref="ArgumentNullException">A function is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty or taken.</exception>
    /// <exception cref="UnsupportedTypeException"><typeparamref name="TValue"/> has no codec.</exception>
    public Accumulator<TIn, TValue> Accumulator<TIn, TValue>(
        string name, Func<TValue> zero, Func<TValue, TIn, TValue> add, Func<TValue, TValue, TValue> merge)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(zero);
        ArgumentNullException.ThrowIfNull(add);
        ArgumentNullException.ThrowIfNull(merge);
        var accumulator = new Accumulator<TIn, TValue>(name, zero, add, merge, Runtime.Encoding);
        Runtime.Facts.Add(accumulator, nameof(name));
        return accumulator;
    }
}
