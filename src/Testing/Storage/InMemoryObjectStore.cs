using System.Globalization;
using System.Runtime.CompilerServices;
using OrleansStream.Storage;

namespace OrleansStream.Testing;

/// <summary>An object store in this process's memory, for tests of what uses one.</summary>
/// <remarks>Thread-safe. Objects have the time of the clock.</remarks>
/// <param name="clock">Tells when objects are written.</param>
/// <exception cref="ArgumentNullException"><paramref name="clock"/> is null.</exception>
public sealed class InMemoryObjectStore(TimeProvider clock) : IObjectStore
{
    private readonly TimeProvider _clock = clock ?? throw new ArgumentNullException(nameof(clock));
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, (ObjectInfo Info, byte[] Content)> _objects = new(StringComparer.Ordinal);
    private long _version;

    /// <inheritdoc/>
    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return ListCoreAsync(prefix, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ObjectContent?> OpenReadAsync(string name, CancellationToken cancellationToken)
    {
        Check(name, cancellationToken);
        lock (_lock)
        {
            return new(_objects.TryGetValue(name, out (ObjectInfo Info, byte[] Content) found)
                ? new ObjectContent(new MemoryStream(found.Content, writable: false), found.Content.Length, found.Info.Version)
                : null);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<string?> TryCreateAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        Check(name, cancellationToken);
        content.Position = 0;
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            return _objects.ContainsKey(name) ? null : Write(name, copy.ToArray());
        }
    }

    /// <inheritdoc/>
    public ValueTask<ObjectCopy> TryCopyAsync(string source, string target, CancellationToken cancellationToken)
    {
        Check(source, cancellationToken);
        Check(target, cancellationToken);
        lock (_lock)
        {
            if (!_objects.TryGetValue(source, out (ObjectInfo Info, byte[] Content) found))
            {
                return new(ObjectCopy.SourceMissing);
            }

            if (_objects.ContainsKey(target))
            {
                return new(ObjectCopy.TargetExists);
            }

            Write(target, found.Content);
            return new(ObjectCopy.Made);
        }
    }

    /// <inheritdoc/>
    public ValueTask<string?> TryReplaceAsync(string name, string version, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(version);
        Check(name, cancellationToken);
        lock (_lock)
        {
            return new(_objects.TryGetValue(name, out (ObjectInfo Info, byte[] Content) found) && found.Info.Version == version ? Write(name, content) : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string name, CancellationToken cancellationToken)
    {
        Check(name, cancellationToken);
        lock (_lock)
        {
            _objects.Remove(name);
        }

        return ValueTask.CompletedTask;
    }

    private static void Check(string name, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        cancellation.ThrowIfCancellationRequested();
    }

    private string Write(string name, ReadOnlyMemory<byte> content)
    {
        string version = (++_version).ToString(CultureInfo.InvariantCulture);
        _objects[name] = (new ObjectInfo(name, content.Length, _clock.GetUtcNow(), version), content.ToArray());
        return version;
    }

    private async IAsyncEnumerable<ObjectInfo> ListCoreAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectInfo[] found;
        lock (_lock)
        {
            found = [.. _objects.Values.Select(one => one.Info).Where(info => info.Name.StartsWith(prefix, StringComparison.Ordinal))];
        }

        foreach (ObjectInfo info in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return info;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }
}
