using OrleansStream.Receivers;

namespace OrleansStream;

/// <summary>Brings data in from outside: derive from it to read a source that pushes, then make a stream of it with
/// <see cref="StreamingContext.ReceiverStream{T}"/>.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <remarks>
/// <para>
/// <see cref="Store"/> gathers single records and cuts them into a block every <see cref="StreamingContextOptions.BlockInterval"/>; a record
/// may be lost with the process. <see cref="StoreAsync"/> stores one whole block and returns when it is stored: a source that
/// acknowledges only after that loses nothing.
/// </para>
/// <para>A batch holds every record that was stored before its time; each block is a partition of the batch's dataset.</para>
/// <example>
/// <code>
/// public sealed class Numbers : Receiver&lt;int&gt;
/// {
///     protected override void OnStart() => Run(async stopping =>
///     {
///         await foreach (int number in ReadAsync(stopping))
///         {
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
    private BlockGenerator<T>? _generator;

    private BlockGenerator<T> Generator => Volatile.Read(ref _generator)
        ?? throw new InvalidOperationException($"{GetType().Name} feeds no running stream: give it to ReceiverStream and start the context first.");

    /// <summary>Stores a record: it joins the current block.</summary>
    /// <param name="record">The record.</param>
    /// <returns>False when the context has stopped the receiver for good and the record was refused. Between two runs records are taken.</returns>
    /// <exception cref="InvalidOperationException">The context has not been started.</exception>
    public bool Store(T record) => Generator.Add(record);

    /// <summary>Stores records as one block; they are not mixed with those of <see cref="Store"/>.</summary>
    /// <param name="records">The records; copied. If there are none, nothing is stored.</param>
    /// <param name="cancellationToken">Gives up before the block is stored.</param>
    /// <returns>Ends when the block is stored.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="records"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has not been started, or has stopped the receiver for good; nothing was stored.</exception>
    public async ValueTask StoreAsync(IEnumerable<T> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        cancellationToken.ThrowIfCancellationRequested();
        BlockGenerator<T> generator = Generator;
        RecordBlock<T> block = RecordBlock<T>.CopyOf(records);
        if (block.Count > 0)
        {
            await generator.StoreAsync(block).ConfigureAwait(false);
        }
    }

    internal void Attach(BlockGenerator<T> generator) => Volatile.Write(ref _generator, generator);
}
