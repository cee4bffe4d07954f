using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Storage;

namespace OrleansStream.Grains.Persistence;

/// <summary>Records of bytes in a provider of grain storage, each written only by whoever names its version.</summary>
/// <remarks>
/// A record is the state of a grain that nobody activates. Its key begins with a letter that is no hexadecimal digit, because providers take
/// what looks like a number or a GUID for one. A record is never empty: some providers cannot tell that from none.
/// </remarks>
/// <param name="storage">The provider.</param>
internal sealed class GrainRecords(IGrainStorage storage)
{
    private const string StateName = "orleans-stream";

    private static readonly GrainType Type = GrainType.Create("orleans-stream.record");

    /// <summary>The records of a silo: in the provider that is named for them, else in its default one.</summary>
    /// <exception cref="InvalidOperationException">There is neither.</exception>
    internal static GrainRecords Of(IServiceProvider services) => new(
        services.GetKeyedService<IGrainStorage>(OrleansStreamOptions.StorageName)
        ?? services.GetKeyedService<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)
        ?? throw new InvalidOperationException(
            $"The silo has no grain storage named '{OrleansStreamOptions.StorageName}' and no default one, and jobs must be kept somewhere; add a provider under either name."));

    /// <summary>Reads a record, or gives null if there is none.</summary>
    internal async Task<StoredRecord?> ReadAsync(string key, CancellationToken cancellation)
    {
        GrainState<StoredBytes> state = await ReadStateAsync(key, cancellation);
        return state is { RecordExists: true, State.Content.Length: > 0 } ? new StoredRecord(state.State.Content, state.ETag) : null;
    }

    /// <summary>Writes a record.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="version">The version that it replaces, or null if there must be none.</param>
    /// <param name="content">What it is to hold; at least one byte. Not to be changed any more.</param>
    /// <param name="cancellation">Gives up waiting; whether it is written is then unknown.</param>
    /// <returns>Its new version, or null if another one is there.</returns>
    internal async Task<string?> TryWriteAsync(string key, string? version, byte[] content, CancellationToken cancellation)
    {
        Debug.Assert(content.Length > 0, "A record without bytes may be taken for none.");
        if (await TryWriteStateAsync(key, version, content, cancellation) is { } written)
        {
            return written;
        }

        // Some providers keep an empty record where one was removed, whose version must be named all the same.
        return version is null && await ReadStateAsync(key, cancellation) is { State.Content: null or { Length: 0 }, ETag: { } removed }
            ? await TryWriteStateAsync(key, removed, content, cancellation)
            : null;
    }

    /// <summary>Removes a record of a version.</summary>
    /// <returns>Whether it is gone; not if another one is there.</returns>
    internal async Task<bool> TryDeleteAsync(string key, string version, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            await storage.ClearStateAsync(StateName, IdOf(key), StateOf(version, [])).WaitAsync(cancellation);
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }

    /// <summary>Removes a record, whatever it holds.</summary>
    internal async Task DeleteAsync(string key, CancellationToken cancellation)
    {
        while (await ReadAsync(key, cancellation) is { } found && !await TryDeleteAsync(key, found.Version, cancellation))
        {
            // Somebody else has written or removed it meanwhile.
        }
    }

    private async Task<GrainState<StoredBytes>> ReadStateAsync(string key, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var state = new GrainState<StoredBytes>(new StoredBytes());
        await storage.ReadStateAsync(StateName, IdOf(key), state).WaitAsync(cancellation);
        return state;
    }

    private async Task<string?> TryWriteStateAsync(string key, string? version, byte[] content, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        GrainState<StoredBytes> state = StateOf(version, content);
        try
        {
            await storage.WriteStateAsync(StateName, IdOf(key), state).WaitAsync(cancellation);
            return state.ETag;
        }
        catch (InconsistentStateException)
        {
            return null;
        }
    }

    private static GrainState<StoredBytes> StateOf(string? version, byte[] content) =>
        new(new StoredBytes { Content = content }, version) { RecordExists = version is not null };

    private static GrainId IdOf(string key) => GrainId.Create(Type, key);
}
