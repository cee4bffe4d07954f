namespace OrleansStream.Receivers;

/// <summary>Reads an asynchronous sequence to its end, no faster than records may be taken.</summary>
/// <param name="open">Gives the sequence.</param>
/// <param name="canReopen">Whether it can be asked for again after a failure.</param>
internal sealed class AsyncEnumerableReceiver<T>(Func<CancellationToken, IAsyncEnumerable<T>> open, bool canReopen) : Receiver<T>
{
    protected override void OnStart() => Run(ReadAsync);

    private async Task ReadAsync(CancellationToken stopping)
    {
        try
        {
            IAsyncEnumerable<T> records = open(stopping) ?? throw new InvalidOperationException("The function that opens the sequence returned null.");
            await foreach (T record in records.WithCancellation(stopping).ConfigureAwait(false))
            {
                await WaitToStoreAsync(stopping).ConfigureAwait(false);
                Store(record);
            }
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            ReportError($"The sequence failed: {error.Message}", error);
            if (canReopen)
            {
                Restart("to open the sequence again");
            }
        }
    }
}
