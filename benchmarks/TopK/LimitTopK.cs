namespace OrleansStream.Benchmarks;

/// <summary>The most frequent words out of the best hand-written word count: one pass over its table.</summary>
internal sealed class LimitTopK(TextInput input, int threads) : IVariant
{
    private readonly LimitWordCount _counts = new(input, threads);
    private readonly TopWords _top = new();

    public async ValueTask RunAsync()
    {
        await _counts.RunAsync();
        _top.Clear();
        _counts.ForEach(_top.Offer);
    }

    public Answer TakeAnswer() => _top.ToAnswer();

    public ValueTask DisposeAsync() => _counts.DisposeAsync();
}
