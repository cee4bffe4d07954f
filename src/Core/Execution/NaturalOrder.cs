namespace OrleansStream.Execution;

/// <summary>The order of values where none is given: the same in every process and culture.</summary>
/// <remarks>Strings are ordered by their UTF-16 code units, also inside tuples; everything else as it compares itself. Null comes first, and NaN
/// before every number.</remarks>
internal static class NaturalOrder
{
    /// <summary>The order that was given, or else the natural one.</summary>
    /// <param name="given">An order, or null.</param>
    /// <param name="argument">The argument's name.</param>
    /// <exception cref="ArgumentException">None was given, and values of the type cannot be compared.</exception>
    internal static IComparer<T> Unless<T>(IComparer<T>? given, string argument) =>
        given ?? (IComparer<T>?)Of(typeof(T))
            ?? throw new ArgumentException($"{Encoding.TypeNames.Of(typeof(T))} has no natural order; give {argument}.", argument);

    private static object? Of(Type type)
    {
        if (type == typeof(string))
        {
            return StringComparer.Ordinal;
        }

        if (type.IsGenericType && type.IsValueType && TupleOrder(type.GetGenericTypeDefinition()) is { } tuple)
        {
            object?[] parts = [.. type.GetGenericArguments().Select(Of)];
            return Array.TrueForAll(parts, part => part is not null)
                ? Activator.CreateInstance(tuple.MakeGenericType(type.GetGenericArguments()), parts)
                : null;
        }

        Type compared = Nullable.GetUnderlyingType(type) ?? type;
        return typeof(IComparable).IsAssignableFrom(compared) || typeof(IComparable<>).MakeGenericType(compared).IsAssignableFrom(compared)
            ? typeof(Comparer<>).MakeGenericType(type).GetProperty(nameof(Comparer<>.Default))!.GetValue(null)
            : null;
    }

    private static Type? TupleOrder(Type definition) =>
        definition == typeof(ValueTuple<,>) ? typeof(PairOrder<,>)
        : definition == typeof(ValueTuple<,,>) ? typeof(TripleOrder<,,>)
        : null;

    private sealed class PairOrder<T1, T2>(IComparer<T1> first, IComparer<T2> second) : IComparer<(T1, T2)>
    {
        public int Compare((T1, T2) x, (T1, T2) y) =>
            first.Compare(x.Item1, y.Item1) is var one && one != 0 ? one : second.Compare(x.Item2, y.Item2);
    }

    private sealed class TripleOrder<T1, T2, T3>(IComparer<T1> first, IComparer<T2> second, IComparer<T3> third) : IComparer<(T1, T2, T3)>
    {
        public int Compare((T1, T2, T3) x, (T1, T2, T3) y) =>
            first.Compare(x.Item1, y.Item1) is var one && one != 0 ? one
            : second.Compare(x.Item2, y.Item2) is var two && two != 0 ? two
            : third.Compare(x.Item3, y.Item3);
    }
}
