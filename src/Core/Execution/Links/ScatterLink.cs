using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>Ends a map stage: puts each record into the bucket of its reduce partition.</summary>
internal struct ScatterLink<T, TRoute>(RecordPieces<T>[] buckets, TRoute route, TaskScope task, int number) : IRecordSink<T>
    where TRoute : struct, IRoute<T>
{
    internal TRoute Route = route;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(T record)
    {
        // A route may ask the user's partitioner or comparer.
        task.Current = number;
        buckets[Route.Of(record)].Add(record);
    }
}
