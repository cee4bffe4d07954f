using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>Ends a map stage: puts each record into the bucket of its reduce partition.</summary>
internal struct ScatterLink<T, TRoute>(RecordPieces<T>[] buckets, TRoute route, TaskScope task, int number) : IRecordSink<T>, IChunkSink<T>
    where TRoute : struct, IRoute<T>
{
    // As many as the processor keeps near while their routes are found.
    private const int AtOnce = 128;

    internal TRoute Route = route;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(T record)
    {
        // A route may ask the user's partitioner or comparer.
        task.Current = number;
        buckets[Route.Of(record)].Add(record);
    }

    public void Push(ReadOnlySpan<T> chunk)
    {
        while (!chunk.IsEmpty)
        {
            ReadOnlySpan<T> records = chunk[..Math.Min(AtOnce, chunk.Length)];
            Route.Foresee(records);
            foreach (ref readonly T record in records)
            {
                Push(record);
            }

            chunk = chunk[records.Length..];
        }
    }
}
