using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>Partitions in turn. Map tasks start at different ones, so that many small map partitions do not all fill the first.</summary>
internal struct RoundRobinRoute<T>(int count) : IRoute<T>
{
    // Behind a reference: links are copied.
    private StrongBox<int>? _next;

    public void Begin(int mapPartition) => _next = new StrongBox<int>(mapPartition % count);

    public void Foresee(ReadOnlySpan<T> records)
    {
    }

    public int Of(T record)
    {
        int partition = _next!.Value;
        _next.Value = partition + 1 == count ? 0 : partition + 1;
        return partition;
    }
}
