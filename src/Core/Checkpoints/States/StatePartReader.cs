using OrleansStream.Encoding;
using OrleansStream.Stateful;

namespace OrleansStream.Checkpoints;

/// <summary>Reads parts of an operator's stored state, and says of what is wrong with one which it is and what to do.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <remarks>May be used by several threads.</remarks>
internal sealed class StatePartReader<TKey, TState>(StatePartFormat<TKey, TState> format, CheckpointObjects objects, string @operator)
{
    /// <summary>Opens a part.</summary>
    /// <exception cref="CheckpointException">It is gone, damaged, or cannot become what the operator's types are now.</exception>
    internal async Task<StatePart<TKey, TState>> OpenAsync(StoredStatePart part, CancellationToken cancellation)
    {
        (ReadOnlyMemory<byte> body, ushort version) = await objects.GetVersionedAsync(
            part.Object, CheckpointKind.State, StatePartLayout.Version, cancellation).ConfigureAwait(false);
        return Checked(part.Object, () => format.Open(part.Object, body, version));
    }

    /// <summary>Reads a block of a part into columns.</summary>
    /// <exception cref="CheckpointDamagedException">It is damaged.</exception>
    internal void Read(StatePart<TKey, TState> part, StateBlock block, StateColumns<TKey, TState> entries) =>
        Checked(part.Name, () =>
        {
            part.Read(block, entries);
            return entries;
        });

    private T Checked<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ShapeMismatchException error)
        {
            throw new CheckpointMismatchException(
                $"The checkpoint's state of {@operator} cannot become what its types are now: {error.Message} Keep the types readable, or give the operator another name, so that it begins anew.", error);
        }
        catch (CodecException error)
        {
            throw new CheckpointDamagedException(
                $"The checkpoint's state of {@operator}, '{name}', is not what was written: {error.Message} Restore the checkpoint from a copy that was taken as a whole, or start the job with a new one.", error);
        }
    }
}
