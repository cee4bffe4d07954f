namespace OrleansStream.Benchmarks;

/// <summary>A sliding window that is moved on by a batch at a time: each run goes once through the ring of batches, whose last window has the same
/// answer every time.</summary>
/// <remarks>A batch alone takes few milliseconds, too few to be measured, and would hide what becomes of garbage that is made for each.</remarks>
/// <param name="variant">Moves the window on by a batch.</param>
/// <param name="length">Batches in the ring.</param>
/// <param name="fill">How many times the ring is gone through before the first run, so that the window is full.</param>
internal sealed class RingVariant(IVariant variant, int length, int fill) : IVariant
{
    private int _left = length * fill;

    public async ValueTask RunAsync()
    {
        for (_left += length; _left > 0; _left--)
        {
            await variant.RunAsync();
        }
    }

    public Answer TakeAnswer() => variant.TakeAnswer();

    public ValueTask PolluteAsync() => variant.PolluteAsync();

    public ValueTask DisposeAsync() => variant.DisposeAsync();
}
