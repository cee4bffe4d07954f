using System.Diagnostics;

namespace OrleansStream.Benchmarks;

/// <summary>Times one run of a variant.</summary>
internal static class Stopwatcher
{
    /// <summary>Runs a variant once and measures it.</summary>
    /// <remarks>
    /// The heap is collected first, so that no variant pays for the garbage of the one before. The counters are read outside the timed
    /// part: reading allocated bytes precisely stops all threads.
    /// </remarks>
    public static async ValueTask<Measurement> MeasureAsync(IVariant variant)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        int gen0 = GC.CollectionCount(0);
        int gen1 = GC.CollectionCount(1);
        int gen2 = GC.CollectionCount(2);
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        await variant.RunAsync();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        gen0 = GC.CollectionCount(0) - gen0;
        gen1 = GC.CollectionCount(1) - gen1;
        gen2 = GC.CollectionCount(2) - gen2;
        // The runtime counts a collection of a generation for every younger one too.
        return new Measurement(elapsed.TotalNanoseconds, allocated, gen0 - gen1, gen1 - gen2, gen2);
    }
}
