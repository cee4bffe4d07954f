using OrleansStream.Receivers;

namespace OrleansStream;

/// <summary>Brings data in from outside: derive from it to read a source that pushes, then make a stream of it with
/// <see cref="StreamingContext.ReceiverStream{T}"/>.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <remarks>
/// <para>
/// <see cref="Store"/> gathers single records and cuts them into a block every <see cref="StreamingContextOptions.BlockInterval"/>; a record
/// may be lost with the process before it is in a block. It keeps to the rate limit (<see cref="StreamingContextOptions.ReceiverMaxRate"/>, backpressure) by waiting.
/// <c>StoreAsync</c> and <c>StoreEncodedAsync</c> store one whole block and return when it is stored: a source that
/// acknowledges only after that loses nothing. They are not limited. With a checkpoint, a block is stored when it is in the write-ahead log
/// (<see cref="StreamingContextOptions.ReceiverWriteAheadLog"/>); if the store of the checkpoint fails, so does the call, and the block may have
/// been stored or not.
/// </para>
/// <para>A batch holds every record that was stored before its time, as far as <see cref="StreamingContextOptions.MaxBytesPerBatch"/> and
/// <see cref="StreamingContextOptions.MaxRecordsPerBatch"/> allow; each block is a partition of the batch's dataset.</para>
/// <example>
/// <code>
/// public sealed class Numbers : Receiver&lt;int&gt;
/// {
///     protected override void OnStart() => Run(async stopping =>
///     {
///         await foreach (int number in ReadAsync(stopping))
///         {
///             await WaitToStoreAsync(stopping);
///             Store(number);
///         }
///
///         Restart("no more numbers");
///     });
/// }
/// </code>
/// </example>
/// </remarks>
public abstract class Receiver<T> : Receiver
{
    private ReceiverStore<T>? _store;

    /// <summary>Where the outside system stands after the last block that was stored with a position, by this receiver or, with a write-ahead log, by one
    /// before it: a source that can be read again from a place goes on there, and no record is missed or stored twice. Empty if there is none.</summary>
    /// <exception cref="InvalidOperationException">The context has not been started.</exception>
    public ReadOnlyMemory<byte> Position => Target.Position();

    private ReceiverStore<T> Target => Volatile.Read(ref _store)
        ?? throw new InvalidOperationException($"{GetType().Name} feeds no running stream: give it to ReceiverStream and start the context first.");

    /// <summary>Stores a record: it joins the current block. Where the rate is limited, or too much waits to be processed, this holds the
    /// calling thread until the record may be taken, or the run ends; <see cref="WaitToStoreAsync(CancellationToken)"/> waits without a thread.</summary>
    /// <param name="record">The record.</param>
    /// <returns>False when the context has stopped the receiver for good and the record was refused. Between two runs records are taken.</returns>
    /// <exception cref="InvalidOperationException">The context has not been started.</exception>
    public bool Store(T record)
    {
        ReceiverStore<T> target = Target;
        target.Intake.TakeOne(this);
        return target.Generator.Add(record);
    }

    /// <summary>Waits until <see cref="Store"/> takes a record without waiting, if no other thread stores one first.</summary>
    /// <param name="cancellationToken">Gives up the wait.</param>
    /// <returns>Ends at once when the run ends.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The context has not been started.</exception>
    public ValueTask WaitToStoreAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Intake intake = Target.Intake;
        return intake.CanTake ? ValueTask.CompletedTask : WaitAsync(intake, 0, cancellationToken);
    }

    /// <summary>Waits until a block of records may be stored where the rate is limited or too much waits to be processed, and counts them against the
    /// rate: for receivers that store blocks of their own with <c>StoreAsync</c>, which does not wait.</summary>
    /// <param name="records">How many; at least 1.</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    /// <returns>Ends at once when the run ends.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="records"/> is below 1.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The context has not been started.</exception>
    public ValueTask WaitToStoreAsync(int records, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(records, 1);
        cancellationToken.ThrowIfCancellationRequested();
        return WaitAsync(Target.Intake, records, cancellationToken);
    }

    /// <summary>Stores records as one block; they are not mixed with those of <see cref="Store"/>.</summary>
    /// <param name="records">The records; copied. If there are none, nothing is stored.</param>
    /// <param name="cancellationToken">Gives up before the block is stored.</param>
    /// <returns>Ends when the block is stored.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="records"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has not been started, or has stopped the receiver for good; nothing was stored.</exception>
    public ValueTask StoreAsync(IEnumerable<T> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        return StoreBlockAsync(records, metadata: null, position: null, cancellationToken);
    }

    /// <summary>Stores records as one block and says what they are.</summary>
    /// <param name="records">The records; copied. If there are none, nothing is stored.</param>
    /// <param name="metadata">What the block is, for people, such as a range of offsets: shown in the description of the batch's input.</param>
    /// <param name="cancellationToken">Gives up before the block is stored.</param>
    /// <returns>Ends when the block is stored.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="records"/> or <paramref name="metadata"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has not been started, or has stopped the receiver for good; nothing was stored.</exception>
    public ValueTask StoreAsync(IEnumerable<T> records, string metadata, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(metadata);
        return StoreBlockAsync(records, metadata, position: null, cancellationToken);
    }

    /// <summary>Stores records as one block and says where the outside system stands after them.</summary>
    /// <param name="records">The records; copied. If there are none, nothing is stored.</param>
    /// <param name="metadata">What the block is, for people, such as a range of offsets: shown in the description of the batch's input.</param>
    /// <param name="position">What <see cref="Position"/> gives from now on, also after a restart; copied. Bytes of the receiver's own choice.</param>
    /// <param name="cancellationToken">Gives up before the block is stored.</param>
    /// <returns>Ends when the block is stored, with its position.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="records"/> or <paramref name="metadata"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has not been started, or has stopped the receiver for good; nothing was stored.</exception>
    public ValueTask StoreAsync(IEnumerable<T> records, string metadata, ReadOnlyMemory<byte> position, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(metadata);
        return StoreBlockAsync(records, metadata, position.ToArray(), cancellationToken);
    }

    /// <summary>Stores records that are encoded already as one block. They are decoded when a task reads them; until then nobody knows how
    /// many they are, and they count as none.</summary>
    /// <param name="block">What <see cref="Encoding.Codec{T}.WriteBlock"/> of the job's codec for the type wrote; copied. Other bytes fail the batch.</param>
    /// <param name="cancellationToken">Gives up before the block is stored.</param>
    /// <returns>Ends when the block is stored.</returns>
    /// <exception cref="Encoding.UnsupportedTypeException">The type cannot be encoded.</exception>
    /// <exception cref="InvalidOperationException">The context has not been started, or has stopped the receiver for good; nothing was stored.</exception>
    public ValueTask StoreEncodedAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken = default) =>
        StoreOwnedAsync(block.ToArray(), metadata: null, cancellationToken);

    /// <summary>Stores records that are encoded already as one block, and says what they are.</summary>
    /// <param name="block">What <see cref="Encoding.Codec{T}.WriteBlock"/> of the job's codec for the type wrote; copied. Other bytes fail the batch.</param>
    /// <param name="metadata">What the block is, for people, such as a range of offsets: shown in the description of the batch's input.</param>
    /// <param name="cancellationToken">Gives up before the block is stored.</param>
    /// <returns>Ends when the block is stored.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="metadata"/> is null.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException">The type cannot be encoded.</exception>
    /// <exception cref="InvalidOperationException">The context has not been started, or has stopped the receiver for good; nothing was stored.</exception>
    public ValueTask StoreEncodedAsync(ReadOnlyMemory<byte> block, string metadata, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return StoreOwnedAsync(block.ToArray(), metadata, cancellationToken);
    }

    /// <summary>As <see cref="StoreEncodedAsync(ReadOnlyMemory{byte}, CancellationToken)"/>, for bytes that nobody writes to any more.</summary>
    internal async ValueTask StoreOwnedAsync(ReadOnlyMemory<byte> block, string? metadata, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ReceiverStore<T> target = Target;
        target.Generator.ThrowIfStopped();
        await target.StoreEncoded(block, metadata).ConfigureAwait(false);
    }

    internal void Attach(ReceiverStore<T> store) => Volatile.Write(ref _store, store);

    private async ValueTask StoreBlockAsync(IEnumerable<T> records, string? metadata, byte[]? position, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ReceiverStore<T> target = Target;
        RecordBlock<T> block = RecordBlock<T>.CopyOf(records, metadata, position);
        if (block.Count > 0)
        {
            await target.Generator.StoreAsync(block).ConfigureAwait(false);
        }
    }

    private async ValueTask WaitAsync(Intake intake, int records, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Ending);
        await intake.TakeAsync(records, either.Token).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
