namespace OrleansStream.Execution;

/// <summary>Partitions in turn. Map tasks start at different ones, so that many small map partitions do not all fill the first.</summary>
internal struct RoundRobinRoute<T>(int count) : IRoute<T>
{
    private int _next;

    public void Begin(int mapPartition) => _next = mapPartition % count;

    public int Of(T record)
    {
        int partition = _next;
        _next = partition + 1 == count ? 0 : partition + 1;
        return partition;
    }
}
