using System.Threading.Channels;

namespace OrleansStream.Receivers;

/// <summary>Reads a channel until it is completed, no faster than records may be taken.</summary>
internal sealed class ChannelReceiver<T>(ChannelReader<T> reader) : Receiver<T>
{
    protected override void OnStart() => Run(ReadAsync);

    private async Task ReadAsync(CancellationToken stopping)
    {
        try
        {
            while (await reader.WaitToReadAsync(stopping).ConfigureAwait(false))
            {
                await WaitToStoreAsync(stopping).ConfigureAwait(false);
                if (reader.TryRead(out T? record))
                {
                    Store(record);
                }
            }
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            // It stays completed: to read it again would tell the same again.
            ReportError($"The channel was completed with an error: {error.Message}", error);
        }
    }
}
