using OrleansStream.Encoding;

namespace OrleansStream;

/// <summary>Reads the state of one operator of a job on a cluster.</summary>
internal sealed class ClusterStateScan<TKey, TState> : StateScan<TKey, TState>
{
    private readonly StatePageReader _pages;
    private readonly Codec<TKey> _keys;
    private readonly Codec<TState> _states;
    private (TKey Key, TState State)[] _entries = [];
    private int _next;
    private bool _isDisposed;

    private ClusterStateScan(StatePageReader pages, Codec<TKey> keys, Codec<TState> states)
    {
        _pages = pages;
        _keys = keys;
        _states = states;
    }

    public override BatchTime BatchTime => _pages.Batch!.Value;

    /// <summary>Begins a scan, and with it fixes its batch.</summary>
    internal static async ValueTask<StateScan<TKey, TState>> OpenAsync(
        StatePageReader pages, Codec<TKey> keys, Codec<TState> states, CancellationToken cancellation)
    {
        var scan = new ClusterStateScan<TKey, TState>(pages, keys, states);
        await scan.FillAsync(cancellation).ConfigureAwait(false);
        return scan;
    }

    public override async ValueTask<IReadOnlyList<(TKey Key, TState State)>> ReadAsync(int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var page = new List<(TKey Key, TState State)>();
        while (page.Count < limit && (_next < _entries.Length || await FillAsync(cancellationToken).ConfigureAwait(false)))
        {
            int count = Math.Min(limit - page.Count, _entries.Length - _next);
            page.AddRange(_entries.AsSpan(_next, count));
            _next += count;
        }

        return page;
    }

    public override ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _pages.End();
        }

        return ValueTask.CompletedTask;
    }

    private async Task<bool> FillAsync(CancellationToken cancellation)
    {
        if (await _pages.ReadAsync(cancellation).ConfigureAwait(false) is not { } page)
        {
            return false;
        }

        TKey[] keys = Read(_keys, page.Count, page.Keys, page.KeyShape);
        TState[] states = Read(_states, page.Count, page.States, page.StateShape);
        _entries = [.. keys.Zip(states)];
        _next = 0;
        return true;
    }

    private static T[] Read<T>(Codec<T> codec, int count, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> shape)
    {
        var values = new T[count];
        codec.ForWriter(TypeShape.Decode(shape.Span)).ReadBlock(bytes.Span, values);
        return values;
    }
}
