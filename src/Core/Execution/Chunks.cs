using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>How often the engine looks up from its loops.</summary>
/// <remarks>A chunk's loop is a method of its own. It is called so often that the runtime has soon compiled it with what it saw: which functions
/// a chain calls, so that they are inlined. A loop over a whole partition is called once a batch and would stay as it was first compiled
/// for dozens of batches.</remarks>
internal static class Chunks
{
    /// <summary>Records between two looks at cancellation: rare enough to cost nothing, often enough to stop within microseconds.</summary>
    internal const int Records = 1024;

    /// <summary>Pushes records, looking between chunks whether more are wanted.</summary>
    /// <returns>False when the rest is not wanted.</returns>
    internal static bool TryPush<T, TSink>(ReadOnlySpan<T> records, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<T>
    {
        for (int start = 0; start < records.Length; start += Records)
        {
            if (!task.Continue())
            {
                return false;
            }

            Push(records.Slice(start, Math.Min(Records, records.Length - start)), ref sink);
        }

        return true;
    }

    /// <summary>Pushes the records of a chunk.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Push<T, TSink>(ReadOnlySpan<T> chunk, ref TSink sink)
        where TSink : struct, IRecordSink<T>
    {
        if (sink is IChunkSink<T> chunkSink)
        {
            chunkSink.Push(chunk);
            return;
        }

        foreach (T record in chunk)
        {
            sink.Push(record);
        }
    }
}
