using System.Runtime.InteropServices;

namespace OrleansStream.Benchmarks;

/// <summary>A window as a good C# developer writes it where there is an inverse: a dictionary for each batch and one for the window, which the
/// batch that leaves is taken out of.</summary>
internal sealed class NaturalInverseWindow(BatchesInput input, int threads) : SharedWindow(input, threads)
{
    private readonly Queue<Dictionary<long, long>>[] _batches = [.. Enumerable.Range(0, threads).Select(_ => new Queue<Dictionary<long, long>>())];
    private readonly Dictionary<long, long>[] _windows = [.. Enumerable.Range(0, threads).Select(_ => new Dictionary<long, long>())];

    protected override long Slide((long Key, long Value)[] batch, int share)
    {
        Queue<Dictionary<long, long>> batches = _batches[share];
        Dictionary<long, long> window = _windows[share];
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
            foreach ((long key, long value) in batches.Dequeue())
            {
                CollectionsMarshal.GetValueRefOrAddDefault(window, key, out _) -= value;
            }
        }

        foreach ((long key, long value) in sums)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(window, key, out _) += value;
        }

        long sum = 0;
        foreach ((long key, long value) in window)
        {
            sum += SlidingWorkload.Weigh(key, value);
        }

        return sum;
    }
}
