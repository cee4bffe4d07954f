namespace OrleansStream.Benchmarks;

/// <summary>The best window by hand where there is an inverse: each pair is looked up once, when it enters, and leaves by its key's number.</summary>
internal sealed class LimitInverseWindow(BatchesInput input, int threads) : SharedWindow(input, threads)
{
    private const int Ahead = 16;

    private readonly KeyNumbers[] _numbers = [.. Enumerable.Range(0, threads).Select(_ => new KeyNumbers(input.Keys))];
    private readonly long[][] _sums = [.. Enumerable.Range(0, threads).Select(_ => new long[input.Keys])];
    private readonly Queue<(int Number, long Value)[]>[] _batches = [.. Enumerable.Range(0, threads).Select(_ => new Queue<(int, long)[]>())];
    private readonly Queue<int>[] _counts = [.. Enumerable.Range(0, threads).Select(_ => new Queue<int>())];

    protected override long Slide((long Key, long Value)[] batch, int share)
    {
        KeyNumbers numbers = _numbers[share];
        long[] sums = _sums[share];
        (int Number, long Value)[] entered = Leave(share) ?? new (int, long)[batch.Length];
        int count = 0;
        for (int i = 0; i < batch.Length; i++)
        {
            if (i + Ahead < batch.Length)
            {
                numbers.Prefetch(batch[i + Ahead].Key);
            }

            if (IsOf(batch[i].Key, share))
            {
                int number = numbers.Of(batch[i].Key);
                sums[number] += batch[i].Value;
                entered[count++] = (number, batch[i].Value);
            }
        }

        _batches[share].Enqueue(entered);
        _counts[share].Enqueue(count);
        long sum = 0;
        ReadOnlySpan<long> keys = numbers.Keys;
        for (int i = 0; i < keys.Length; i++)
        {
            sum += SlidingWorkload.Weigh(keys[i], sums[i]);
        }

        return sum;
    }

    /// <summary>Takes the oldest batch out of a full window; gives its room.</summary>
    private (int Number, long Value)[]? Leave(int share)
    {
        if (_batches[share].Count < SlidingWorkload.WindowLength)
        {
            return null;
        }

        (int Number, long Value)[] left = _batches[share].Dequeue();
        long[] sums = _sums[share];
        foreach ((int number, long value) in left.AsSpan(0, _counts[share].Dequeue()))
        {
            sums[number] -= value;
        }

        return left;
    }
}
