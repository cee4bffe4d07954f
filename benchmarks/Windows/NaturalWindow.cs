using System.Runtime.InteropServices;

namespace OrleansStream.Benchmarks;

/// <summary>A window as a good C# developer writes it: a dictionary for each batch, all of them merged for each window.</summary>
internal sealed class NaturalWindow(BatchesInput input, int threads) : SharedWindow(input, threads)
{
    private readonly Queue<Dictionary<long, long>>[] _batches = [.. Enumerable.Range(0, threads).Select(_ => new Queue<Dictionary<long, long>>())];

    protected override long Slide((long Key, long Value)[] batch, int share)
    {
        Queue<Dictionary<long, long>> batches = _batches[share];
        Dictionary<long, long> sums = [];
        foreach ((long key, long value) in batch)
        {
            if (IsOf(key, share))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(sums, key, out _) += value;
            }
        }

        batches.Enqueue(sums);
        if (batches.Count > SlidingWorkload.WindowLength)
        {
            batches.Dequeue();
        }

        Dictionary<long, long> window = [];
        foreach (Dictionary<long, long> one in batches)
        {
            foreach ((long key, long value) in one)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(window, key, out _) += value;
            }
        }

        long sum = 0;
        foreach ((long key, long value) in window)
        {
            sum += SlidingWorkload.Weigh(key, value);
        }

        return sum;
    }
}
