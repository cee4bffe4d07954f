using System.Globalization;

namespace OrleansStream.Checkpoints;

/// <summary>The immutable parts of a checkpoint that its head names, framed and checked.</summary>
internal sealed class CheckpointObjects(ICheckpointStore store)
{
    private const int MaxAttempts = 3;

    private readonly Lock _lock = new();
    private readonly List<string> _unlinked = [];
    private int _readers;

    /// <summary>Writes an object under a name that nobody else uses.</summary>
    /// <exception cref="Exception">The store has failed again and again.</exception>
    internal async Task CreateAsync(string name, CheckpointKind kind, ushort version, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        await CreateFramedAsync(name, CheckpointFrame.Wrap(kind, version, body.Span), cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes an object that is framed already under a name that nobody else uses.</summary>
    /// <exception cref="Exception">The store has failed again and again.</exception>
    internal async Task CreateFramedAsync(string name, ReadOnlyMemory<byte> framed, CancellationToken cancellation)
    {
        // If it is there already, an earlier attempt took effect before it failed.
        await AgainAsync(() => store.CreateOnceAsync(name, framed, cancellation), cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes an object under a name that others may try to use too.</summary>
    /// <returns>Null if this object is there now, else the one that is.</returns>
    /// <exception cref="Exception">The store has failed again and again; whether the object is there is not known.</exception>
    internal async Task<ReadOnlyMemory<byte>?> TryCreateAsync(string name, byte[] framed, CancellationToken cancellation)
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
                    return found.Span.SequenceEqual(framed) ? default(ReadOnlyMemory<byte>?) : found;
                }
            }
            catch (Exception) when (attempt < MaxAttempts && !cancellation.IsCancellationRequested)
            {
                // Tried again; the last failure is thrown.
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

    /// <summary>Removes an object that no head names any more.</summary>
    /// <returns>Whether it is gone, or will be after a <see cref="KeepingAllAsync"/>.</returns>
    internal async Task<bool> TryDeleteAsync(string name, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_readers > 0)
            {
                _unlinked.Add(name);
                return true;
            }
        }

        try
        {
            await store.DeleteAsync(name, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            // It costs room and nothing else.
            return false;
        }
    }

    /// <summary>Does something meanwhile nothing is removed: what a head that is read then names stays there, whatever later heads name.</summary>
    internal async Task<T> KeepingAllAsync<T>(Func<Task<T>> work)
    {
        lock (_lock)
        {
            _readers++;
        }

        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            string[] unlinked = [];
            lock (_lock)
            {
                if (--_readers == 0)
                {
                    unlinked = [.. _unlinked];
                    _unlinked.Clear();
                }
            }

            foreach (string name in unlinked)
            {
                await TryDeleteAsync(name, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Removes what earlier coordinators have written and no head names, if the store can say what there is.</summary>
    /// <param name="folder">Where; the objects in it are named <c>folder/epoch-...</c> after the epoch of whoever wrote them.</param>
    /// <param name="epoch">The epoch that has been claimed: heads of earlier ones can no longer be written, so what they would have named is
    /// garbage.</param>
    /// <param name="reachable">What the claimed head names.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task SweepAsync(string folder, long epoch, IEnumerable<string> reachable, CancellationToken cancellation)
    {
        if (store is not IListingCheckpointStore listing)
        {
            return;
        }

        var kept = reachable.ToHashSet(StringComparer.Ordinal);
        await foreach (string name in listing.ListAsync(folder + "/", cancellation).ConfigureAwait(false))
        {
            if (!kept.Contains(name) && EpochOf(name, folder) < epoch)
            {
                await TryDeleteAsync(name, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Removes what earlier coordinators have written in folders that nobody reads any more, if the store can say what there is.</summary>
    /// <param name="root">Where; the objects are named <c>root/folder/epoch-...</c>.</param>
    /// <param name="epoch">The epoch that has been claimed.</param>
    /// <param name="kept">What the names of objects that are still read begin with.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task SweepFoldersAsync(string root, long epoch, IReadOnlyCollection<string> kept, CancellationToken cancellation)
    {
        if (store is not IListingCheckpointStore listing)
        {
            return;
        }

        await foreach (string name in listing.ListAsync(root + "/", cancellation).ConfigureAwait(false))
        {
            if (!kept.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) && EpochOf(name, name[..name.LastIndexOf('/')]) < epoch)
            {
                await TryDeleteAsync(name, cancellation).ConfigureAwait(false);
            }
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

    /// <summary>The epoch in an object's name; what is named otherwise is nobody's to remove.</summary>
    private static long EpochOf(string name, string folder)
    {
        ReadOnlySpan<char> rest = name.AsSpan(folder.Length + 1);
        int end = rest.IndexOf('-');
        return end > 0 && long.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out long epoch) ? epoch : long.MaxValue;
    }
}
