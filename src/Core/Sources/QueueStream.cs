using System.Buffers.Binary;

namespace OrleansStream.Sources;

/// <summary>Takes each batch from a queue of datasets: one, or all that are there.</summary>
internal sealed class QueueStream<T>(StreamingContext context, Queue<Rdd<T>> queue, bool oneAtATime, Rdd<T>? fallback)
    : InputDStream<T>(context, "QueueStream")
{
    private const long Lost = -1;

    private readonly Dictionary<long, Rdd<T>> _sealed = [];
    private long _next;

    internal override string BoundToProcess => "its queue is an object of one process. Use a source that every process can read.";

    internal override bool IsMadeAgain => false;

    protected override ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellationToken)
    {
        var taken = new List<Rdd<T>>();
        lock (queue)
        {
            while (queue.TryDequeue(out Rdd<T>? rdd))
            {
                taken.Add(rdd);
                if (oneAtATime)
                {
                    break;
                }
            }
        }

        string description = $"{taken.Count} queued";
        if (taken.Count == 0)
        {
            taken.Add(fallback ?? Context.MakeRdd<T>([], 1));
        }

        Rdd<T> dataset = taken is [var single] ? single : new Rdds.UnionRdd<T>([.. taken], Info);
        long number = _next++;
        lock (_sealed)
        {
            _sealed.Add(number, dataset);
        }

        return ValueTask.FromResult<SourceSeal?>(Seal(taken.Sum(each => each.KnownRecords ?? 0), description, ContentOf(number)));
    }

    // The queued dataset itself, wrapped so that what is derived from it belongs to the batch.
    protected override Rdd<T> Read(SealedInput<T> batch)
    {
        long number = NumberOf(batch.Seal);
        lock (_sealed)
        {
            return new Rdds.PlacedRdd<T>(batch.Scope, number == Lost ? Context.EmptyRdd<T>() : _sealed[number], batch.Info);
        }
    }

    private protected override SourceSeal Recover(SourceSeal seal, long epoch) => NumberOf(seal) == Lost ? seal : Lose(seal, ContentOf(Lost));

    protected override void Release(SourceSeal seal)
    {
        lock (_sealed)
        {
            _sealed.Remove(NumberOf(seal));
        }
    }

    private static byte[] ContentOf(long number)
    {
        byte[] content = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(content, number);
        return content;
    }

    private static long NumberOf(SourceSeal seal) => BinaryPrimitives.ReadInt64LittleEndian(seal.Content.Span);
}
