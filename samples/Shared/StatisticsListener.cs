using System.Globalization;
using OrleansStream;

namespace Samples;

/// <summary>Writes a line about each batch and each trouble of the receiver, and asks for a stop after so many batches.</summary>
internal sealed class StatisticsListener(StreamingContext context, TextWriter output, int? batches, TimeSpan retryDelay) : StreamingListener
{
    private int _completed;

    public override void OnBatchCompleted(BatchInfo batch)
    {
        _completed++;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"batch {batch.BatchTime}: {batch.Records} records, processing time {Milliseconds(batch.ProcessingDelay)}, scheduling delay {Milliseconds(batch.SchedulingDelay)}"));
        if (_completed == batches)
        {
            // At once: a graceful stop would run another batch of what has arrived meanwhile.
            context.RequestStop(graceful: false);
        }
    }

    public override void OnReceiverError(ReceiverInfo receiver) =>
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{receiver.LastErrorMessage?.TrimEnd('.')}; trying again in {retryDelay.TotalSeconds} s."));

    private static string Milliseconds(TimeSpan? delay) => string.Create(CultureInfo.InvariantCulture, $"{delay?.TotalMilliseconds ?? 0:0} ms");
}
