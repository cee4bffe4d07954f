using System.Globalization;
using System.Runtime.CompilerServices;

namespace OrleansStream.Checkpoints;

/// <summary>A store in this process's memory: batches commit as ever, and nothing outlives the process.</summary>
public sealed class InMemoryCheckpointStore : IListingCheckpointStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, byte[]> _objects = [];
    private byte[]? _head;
    private long _version;

    /// <inheritdoc/>
    public ValueTask<StoredHead?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult(_head is null ? null : new StoredHead(VersionText, _head));
        }
    }

    /// <inheritdoc/>
    public ValueTask<string?> CompareAndSwapHeadAsync(string? expectedVersion, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (expectedVersion != (_head is null ? null : VersionText))
            {
                return ValueTask.FromResult<string?>(null);
            }

            _head = content.ToArray();
            _version++;
            return ValueTask.FromResult<string?>(VersionText);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(string name, CancellationToken cancellationToken)
    {
        ObjectName.Check(name);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            // A plain null would be taken for a null array and become an empty memory.
            return ValueTask.FromResult(_objects.TryGetValue(name, out byte[]? content) ? content : default(ReadOnlyMemory<byte>?));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> CreateOnceAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ObjectName.Check(name);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult(_objects.TryAdd(name, content.ToArray()));
        }
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string name, CancellationToken cancellationToken)
    {
        ObjectName.Check(name);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _objects.Remove(name);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return ListCoreAsync(prefix, cancellationToken);
    }

    private async IAsyncEnumerable<string> ListCoreAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[] names;
        lock (_lock)
        {
            names = [.. _objects.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
        }

        foreach (string name in names)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return name;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    private string VersionText => _version.ToString(CultureInfo.InvariantCulture);
}
