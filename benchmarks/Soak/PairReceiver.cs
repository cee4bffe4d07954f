namespace OrleansStream.Benchmarks;

/// <summary>A receiver that makes pairs at a steady rate.</summary>
/// <param name="rate">Pairs per second.</param>
/// <param name="keys">From 0 to one less.</param>
internal sealed class PairReceiver(int rate, int keys) : Receiver<(long Key, long Value)>
{
    protected override void OnStart() => Run(async stopping =>
    {
        SplitMix random = new(1);
        Pace pace = new(rate);
        while (true)
        {
            int due = await pace.NextAsync(stopping);
            for (int i = 0; i < due; i++)
            {
                Store((random.Below(keys), 1));
            }
        }
    });
}
