namespace OrleansStream.Checkpoints;

/// <summary>The immutable parts of a checkpoint that its head names, framed and checked.</summary>
internal sealed class CheckpointObjects(ICheckpointStore store)
{
    private const int MaxAttempts = 3;

    private int _readers;

    /// <summary>Whether nothing may be removed now, see <see cref="KeepingAllAsync"/>.</summary>
    internal bool IsKept => Volatile.Read(ref _readers) > 0;

    /// <summary>Writes an object under a name that nobody else uses.</summary>
    /// <exception cref="CheckpointDamagedException">Another object has it all the same.</exception>
    /// <exception cref="CheckpointUnavailableException">The store has failed again and again.</exception>
    internal Task CreateAsync(string name, CheckpointKind kind, ushort version, ReadOnlyMemory<byte> body, CancellationToken cancellation) =>
        CreateFramedAsync(name, CheckpointFrame.Wrap(kind, version, body.Span), cancellation);

    /// <summary>Writes an object that is framed already under a name that nobody else uses.</summary>
    /// <exception cref="CheckpointDamagedException">Another object has it all the same.</exception>
    /// <exception cref="CheckpointUnavailableException">The store has failed again and again.</exception>
    internal async Task CreateFramedAsync(string name, ReadOnlyMemory<byte> framed, CancellationToken cancellation)
    {
        if (await TryCreateAsync(name, framed, cancellation).ConfigureAwait(false) is not null)
        {
            throw new CheckpointDamagedException(
                $"'{name}' of the checkpoint in '{store}' is about to be written, and another one is there, which no coordinator of this job can have left. Use a place that is empty, or restore the checkpoint from a copy that was taken as a whole.");
        }
    }

    /// <summary>Writes an object under a name that others may try to use too.</summary>
    /// <returns>Null if this object is there now, else the one that is.</returns>
    /// <exception cref="CheckpointUnavailableException">The store has failed again and again; whether the object is there is not known.</exception>
    internal async Task<ReadOnlyMemory<byte>?> TryCreateAsync(string name, ReadOnlyMemory<byte> framed, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                if (await store.CreateOnceAsync(name, framed, cancellation).ConfigureAwait(false))
                {
                    return null;
                }

                // An earlier attempt may have taken effect before it failed.
                if (await store.GetAsync(name, cancellation).ConfigureAwait(false) is { } found)
                {
                    // A plain null would be taken for a null array and become an empty memory.
                    return found.Span.SequenceEqual(framed.Span) ? default(ReadOnlyMemory<byte>?) : found;
                }
            }
            catch (Exception) when (attempt < MaxAttempts && !cancellation.IsCancellationRequested)
            {
                // Tried again; the last failure is thrown.
            }
            catch (Exception error) when (error is not CheckpointException && !cancellation.IsCancellationRequested)
            {
                throw new CheckpointUnavailableException($"'{name}' of the checkpoint in '{store}' could not be written: {error.Message}", error);
            }
        }
    }

    /// <summary>Reads an object, or null if it is not there.</summary>
    internal Task<ReadOnlyMemory<byte>?> FindAsync(string name, CancellationToken cancellation) =>
        AgainAsync(() => store.GetAsync(name, cancellation), cancellation);

    /// <summary>Reads the head, or null if there has never been one.</summary>
    internal Task<StoredHead?> FindHeadAsync(CancellationToken cancellation) => AgainAsync(() => store.ReadHeadAsync(cancellation), cancellation);

    /// <summary>Reads an object that the head names.</summary>
    /// <exception cref="CheckpointDamagedException">It is gone or damaged.</exception>
    /// <exception cref="CheckpointVersionException">It is of a newer version.</exception>
    internal async Task<ReadOnlyMemory<byte>> GetAsync(string name, CheckpointKind kind, ushort version, CancellationToken cancellation) =>
        (await GetVersionedAsync(name, kind, version, cancellation).ConfigureAwait(false)).Body;

    /// <summary>Reads an object that the head names, whose form depends on its version.</summary>
    /// <exception cref="CheckpointDamagedException">It is gone or damaged.</exception>
    /// <exception cref="CheckpointVersionException">It is of a newer version.</exception>
    internal async Task<(ReadOnlyMemory<byte> Body, ushort Version)> GetVersionedAsync(
        string name, CheckpointKind kind, ushort version, CancellationToken cancellation)
    {
        const string Remedy = "Restore the checkpoint from a copy that was taken as a whole, or start the job with a new one.";
        string called = $"'{name}' of the checkpoint in '{store}'";
        ReadOnlyMemory<byte> framed = await store.GetAsync(name, cancellation).ConfigureAwait(false)
            ?? throw new CheckpointDamagedException($"{called} is gone, and the head needs it. {Remedy}");
        return CheckpointFrame.Unwrap(framed, kind, version, called, Remedy);
    }

    /// <summary>Removes an object that no head needs any more.</summary>
    /// <returns>Whether it is gone; not while <see cref="KeepingAllAsync"/> lasts.</returns>
    internal async Task<bool> TryDeleteAsync(string name, CancellationToken cancellation)
    {
        if (IsKept)
        {
            return false;
        }

        try
        {
            await store.DeleteAsync(name, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            // It costs room and nothing else, and is tried again.
            return false;
        }
    }

    /// <summary>Removes objects that no head needs any more, in order, up to the first that cannot be removed.</summary>
    /// <returns>Whether all are gone.</returns>
    internal async Task<bool> TryDeleteAsync(IEnumerable<string> names, CancellationToken cancellation)
    {
        foreach (string name in names)
        {
            if (!await TryDeleteAsync(name, cancellation).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Does something meanwhile nothing is removed: what a head that is read then names stays there, whatever later heads name.</summary>
    internal async Task<T> KeepingAllAsync<T>(Func<Task<T>> work)
    {
        Interlocked.Increment(ref _readers);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _readers);
        }
    }

    /// <summary>Where the objects are, for messages.</summary>
    public override string ToString() => store.ToString() ?? "";

    private static async Task<T> AgainAsync<T>(Func<ValueTask<T>> call, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (Exception) when (attempt < MaxAttempts && !cancellation.IsCancellationRequested)
            {
                // Tried again; the last failure is thrown.
            }
        }
    }
}
