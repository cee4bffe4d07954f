using System.Globalization;
using OrleansStream.Checkpoints;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>A store over a service that knows values with tags, and nothing but: read, write if the tag is this one, remove.</summary>
internal sealed class TaggedValueStore : ICheckpointStore
{
    private const string Head = "HEAD";

    private readonly Dictionary<string, (string Tag, byte[] Value)> _values = [];
    private long _tags;

    public async ValueTask<StoredHead?> ReadHeadAsync(CancellationToken cancellationToken) =>
        await ReadAsync(Head, cancellationToken) is var (tag, value) ? new StoredHead(tag, value) : null;

    public ValueTask<string?> CompareAndSwapHeadAsync(string? expectedVersion, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        WriteAsync(Head, expectedVersion, content, cancellationToken);

    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(string name, CancellationToken cancellationToken)
    {
        ObjectName.Check(name);
        return await ReadAsync(name, cancellationToken) is var (_, value) ? value : default(ReadOnlyMemory<byte>?);
    }

    public async ValueTask<bool> CreateOnceAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ObjectName.Check(name);
        return await WriteAsync(name, null, content, cancellationToken) is not null;
    }

    public async ValueTask DeleteAsync(string name, CancellationToken cancellationToken)
    {
        ObjectName.Check(name);
        await RoundTripAsync(cancellationToken);
        lock (_values)
        {
            _values.Remove(name);
        }
    }

    private async Task<(string Tag, byte[] Value)?> ReadAsync(string key, CancellationToken cancellation)
    {
        await RoundTripAsync(cancellation);
        lock (_values)
        {
            return _values.TryGetValue(key, out (string, byte[]) found) ? found : null;
        }
    }

    private async ValueTask<string?> WriteAsync(string key, string? tag, ReadOnlyMemory<byte> value, CancellationToken cancellation)
    {
        byte[] sent = value.ToArray();
        await RoundTripAsync(cancellation);
        lock (_values)
        {
            if ((_values.TryGetValue(key, out (string Tag, byte[]) there) ? there.Tag : null) != tag)
            {
                return null;
            }

            string written = (++_tags).ToString(CultureInfo.InvariantCulture);
            _values[key] = (written, sent);
            return written;
        }
    }

    private static async Task RoundTripAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        await Task.Yield();
    }
}
