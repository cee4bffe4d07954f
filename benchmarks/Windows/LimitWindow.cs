namespace OrleansStream.Benchmarks;

/// <summary>The best window by hand: each pair is looked up once in all; two stacks of partial sums over numbered keys.</summary>
internal sealed class LimitWindow(BatchesInput input, int threads) : SharedWindow(input, threads)
{
    private readonly LimitWindowShare[] _shares = [.. Enumerable.Range(0, threads).Select(_ => new LimitWindowShare(input.Keys))];

    protected override long Slide((long Key, long Value)[] batch, int share)
    {
        LimitWindowShare window = _shares[share];
        window.Begin();
        for (int i = 0; i < batch.Length; i++)
        {
            if (i + LimitWindowShare.Ahead < batch.Length)
            {
                window.Prefetch(batch[i + LimitWindowShare.Ahead].Key);
            }

            if (IsOf(batch[i].Key, share))
            {
                window.Add(batch[i].Key, batch[i].Value);
            }
        }

        return window.Slide();
    }
}
