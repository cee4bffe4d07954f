namespace OrleansStream.Receivers;

/// <summary>Blocks of a receiver in another process, each brought here when a task is about to read it: from where the receiver is, or from its log
/// where that has it no more.</summary>
/// <typeparam name="TBlock">The blocks' type.</typeparam>
/// <param name="range">Which blocks.</param>
/// <param name="source">Where they are.</param>
/// <param name="make">Makes a block of its bytes, which were written with the given encoded shape, or with that of now where there is none.</param>
/// <param name="free">Gives a block's memory back.</param>
internal sealed class RemoteBlocks<TBlock>(
    BlockRange range, RemoteBlockSource source, Func<LoggedBlock, ReadOnlyMemory<byte>?, TBlock> make, Action<TBlock> free) : IBlocks<TBlock>, IDisposable
    where TBlock : class
{
    private readonly Lock _lock = new();
    private readonly TBlock?[] _here = new TBlock?[range.Count];
    private readonly Task?[] _coming = new Task?[range.Count];
    private Task<(LoggedBlock Block, ReadOnlyMemory<byte> Shape)[]>? _logged;
    private bool _isDisposed;

    public int Count => range.Count;

    public TBlock this[int index] => Volatile.Read(ref _here[index])
        ?? throw new InvalidOperationException($"Block {range.First + index} is read before it was brought here.");

    public Task FetchAsync(int index, CancellationToken cancellation)
    {
        using Lock.Scope scope = _lock.EnterScope();
        return _coming[index] is { IsFaulted: false, IsCanceled: false } coming ? coming : _coming[index] = BringAsync(index, cancellation);
    }

    public void Dispose()
    {
        using Lock.Scope scope = _lock.EnterScope();
        _isDisposed = true;
        foreach (TBlock block in _here.OfType<TBlock>())
        {
            free(block);
        }
    }

    private async Task BringAsync(int index, CancellationToken cancellation)
    {
        TBlock block = await source.TryPullAsync(new BlockAddress(range.Incarnation, range.First + index), cancellation).ConfigureAwait(false) is { } bytes
            ? make(new LoggedBlock(Records: 0, Metadata: null, bytes), null)
            : await FromLogAsync(index, cancellation).ConfigureAwait(false);
        using Lock.Scope scope = _lock.EnterScope();
        if (_isDisposed)
        {
            free(block);
        }
        else
        {
            Volatile.Write(ref _here[index], block);
        }
    }

    private async Task<TBlock> FromLogAsync(int index, CancellationToken cancellation)
    {
        Task<(LoggedBlock Block, ReadOnlyMemory<byte> Shape)[]> logged;
        using (_lock.EnterScope())
        {
            // Blocks of one batch lie together.
            logged = _logged is { IsFaulted: false, IsCanceled: false } ? _logged : _logged = source.ReadLogAsync(range, cancellation);
        }

        (LoggedBlock block, ReadOnlyMemory<byte> shape) = (await logged.ConfigureAwait(false))[index];
        return make(block, shape);
    }
}
