namespace OrleansStream.Benchmarks;

/// <summary>Runs a variant over several batches in a row, and then waits for what is left to do.</summary>
/// <param name="each">What runs a batch.</param>
/// <param name="length">How many batches.</param>
internal sealed class SeriesVariant(IVariant each, int length) : IVariant
{
    private long _records;
    private ulong _result;

    public async ValueTask RunAsync()
    {
        (_records, _result) = (0, 0);
        for (int i = 0; i < length; i++)
        {
            await each.RunAsync();
            Answer answer = each.TakeAnswer();
            _records += answer.Total;
            _result += answer.Checksum;
        }

        await each.SettleAsync();
    }

    public Answer TakeAnswer() => new(_records, _result);

    public ValueTask DisposeAsync() => each.DisposeAsync();
}
