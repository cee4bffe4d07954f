using OrleansStream.Checkpoints;

namespace OrleansStream.Storage;

/// <summary>The services whose places a job may name by addresses, besides directories.</summary>
/// <remarks>Add providers before the options are used. A place is opened by the first provider that knows its address.</remarks>
public sealed class StorageProviders
{
    private const string FileScheme = "file://";

    private readonly List<IStorageProvider> _providers = [];

    /// <summary>Adds a service.</summary>
    /// <param name="provider">What opens its places.</param>
    /// <returns>This object.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="provider"/> is null.</exception>
    public StorageProviders Add(IStorageProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        _providers.Add(provider);
        return this;
    }

    /// <summary>Opens the checkpoint or savepoint at a place.</summary>
    /// <param name="place">A directory, as a path or as <c>file://</c>, or an address that a provider knows.</param>
    /// <exception cref="ArgumentException"><paramref name="place"/> is null, white space, no path, or an address that no provider knows.</exception>
    public ICheckpointStore OpenCheckpoint(string place)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(place);
        return AddressOf(place) is not { } address ? new DirectoryCheckpointStore(place)
            : address.IsFile ? new DirectoryCheckpointStore(address.LocalPath)
            : new ObjectCheckpointStore(Open(address));
    }

    /// <summary>Opens the folder of an address that is no directory's.</summary>
    /// <exception cref="ArgumentException">It is none, or no provider knows it.</exception>
    internal IObjectStore OpenFolder(string address) => Open(AddressOf(address) ?? throw NoAddress(address));

    /// <summary>The place as an address that is no directory's, or null if it is a path or <c>file://</c>.</summary>
    /// <exception cref="ArgumentException"><paramref name="place"/> is neither.</exception>
    internal static Uri? OutsideAddressOf(string place) => AddressOf(place) is { IsFile: false } address ? address : null;

    /// <summary>Whether the place is an address that is no directory's; it may be a pattern.</summary>
    internal static bool IsOutside(string place) => Addresses.IsOne(place) && !place.StartsWith(FileScheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>The path of a directory, which may be named by <c>file://</c>.</summary>
    internal static string PathOf(string place) => AddressOf(place)?.LocalPath ?? place;

    /// <summary>The place as an address, or null if it is a path.</summary>
    /// <exception cref="ArgumentException">It is neither, or has something after its path that would be lost.</exception>
    private static Uri? AddressOf(string place)
    {
        if (!Addresses.IsOne(place))
        {
            return null;
        }

        if (!Uri.TryCreate(place, UriKind.Absolute, out Uri? address))
        {
            throw NoAddress(place);
        }

        return address.Fragment.Length > 0 ? throw new ArgumentException($"'{Addresses.Shown(place)}' has a '#', which ends the path of an address; write %23 for one in a name.", nameof(place))
            : address is { IsFile: true, Query.Length: > 0 } ? throw new ArgumentException($"'{place}' has a '?', which ends the path of an address; write %3F for one in a name, or a path without file:// for a pattern.", nameof(place))
            : address;
    }

    private static ArgumentException NoAddress(string place) => new($"'{Addresses.Shown(place)}' is neither a path nor an address.", nameof(place));

    private IObjectStore Open(Uri place)
    {
        foreach (IStorageProvider provider in _providers)
        {
            if (provider.TryOpen(place) is { } found)
            {
                return found;
            }
        }

        throw new ArgumentException(
            $"'{place.GetLeftPart(UriPartial.Path)}' is in no storage that is known here; known are {string.Join(", ", _providers.Select(provider => provider.Form).Prepend("paths").Prepend("file://"))}. Add a provider to {nameof(StreamingContextOptions)}.{nameof(StreamingContextOptions.Storage)}.",
            nameof(place));
    }
}
