namespace OrleansStream.Execution;

/// <summary>The natural order of tuples, compiled for their type.</summary>
internal sealed class TupleOrder<T>(Comparison<T> compiled) : IComparer<T>
{
    public int Compare(T? x, T? y) => compiled(x!, y!);
}
