namespace OrleansStream.Benchmarks;

/// <summary>A variant that carries something from run to run, such as a window: its first run is preceded by others that fill it.</summary>
/// <param name="variant">The variant.</param>
/// <param name="fill">How many runs fill it.</param>
internal sealed class FilledVariant(IVariant variant, int fill) : IVariant
{
    private int _left = fill;

    public async ValueTask RunAsync()
    {
        for (; _left > 0; _left--)
        {
            await variant.RunAsync();
        }

        await variant.RunAsync();
    }

    public Answer TakeAnswer() => variant.TakeAnswer();

    public ValueTask PolluteAsync() => variant.PolluteAsync();

    public ValueTask DisposeAsync() => variant.DisposeAsync();
}
