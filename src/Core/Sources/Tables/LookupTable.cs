using Microsoft.Extensions.Logging;
using OrleansStream.Sources;
using OrleansStream.Streams;

namespace OrleansStream;

/// <summary>A table that is loaded anew now and then, and that batches look records up in. As a stream it says which version each batch uses.</summary>
/// <typeparam name="TKey">The keys' type; keys are told apart by <see cref="object.Equals(object)"/>.</typeparam>
/// <typeparam name="TRow">The rows' type.</typeparam>
/// <remarks>
/// <para>It is loaded when the job starts and at batch times. A batch uses one version as a whole, also when it is tried again. Versions are in the memory of the process that coordinates
/// the job: a batch that was sealed before the job ended and runs after it began again uses the version that is there at its first attempt then. A table that must not differ is fed by a
/// stream of changes, which is state.</para>
/// <para>On a cluster the rows travel with the orders for each batch, so a table should have some thousands of rows at most there.</para>
/// </remarks>
public sealed partial class LookupTable<TKey, TRow> : InputDStream<LookupVersion>
    where TKey : notnull
{
    private readonly Func<CancellationToken, Task<IEnumerable<(TKey Key, TRow Row)>>> _load;
    private readonly TimeSpan _refreshInterval;
    private readonly Lock _lock = new();
    private readonly Dictionary<BatchTime, Loaded> _used = [];
    private Loaded _current = new(new LookupVersion(0, 0, default), []);
    private BatchTime? _nextRefresh;

    internal LookupTable(StreamingContext context, TimeSpan refreshInterval, Func<CancellationToken, Task<IEnumerable<(TKey Key, TRow Row)>>> load)
        : base(context, "LookupTable")
    {
        _refreshInterval = refreshInterval;
        _load = load;
    }

    /// <summary>Gives the table a name, for errors, logs and metrics.</summary>
    /// <param name="name">The name, unique in the context.</param>
    /// <returns>This table.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public new LookupTable<TKey, TRow> Named(string name)
    {
        base.Named(name);
        return this;
    }

    /// <summary>The rows as a stream: in each batch all of those of its version, for joins of other kinds.</summary>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<(TKey Key, TRow Row)> Rows() =>
        new TransformedStream<(TKey Key, TRow Row)>(
            [this], "Rows", (_, plan) => ValueTask.FromResult(Context.Parallelize(RowsAt(plan.Time).Select(row => (row.Key, row.Value)))));

    /// <summary>What a batch looks up in; at the coordinator. Not to be changed.</summary>
    internal Dictionary<TKey, TRow> RowsAt(BatchTime time)
    {
        lock (_lock)
        {
            // A batch of an earlier life has what this one has when it is first run here, also when it is tried again.
            if (!_used.TryGetValue(time, out Loaded? used))
            {
                _used[time] = used = _current;
            }

            return used.Rows;
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask StartAsync(CancellationToken cancellationToken) => await LoadAsync(default, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    protected override async ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellationToken)
    {
        if (_nextRefresh is null)
        {
            SetCurrent(_current with { Version = _current.Version with { Since = time } });
            _nextRefresh = time + _refreshInterval;
        }
        else if (time >= _nextRefresh)
        {
            _nextRefresh = time + _refreshInterval;
            await RefreshAsync(time, cancellationToken).ConfigureAwait(false);
        }

        lock (_lock)
        {
            _used[time] = _current;
            return Seal(0, $"version {_current.Version.Number}, {_current.Version.Rows} rows", new LookupSeal(time, _current.Version).Encode());
        }
    }

    /// <inheritdoc/>
    protected override Rdd<LookupVersion> Read(SealedInput<LookupVersion> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return batch.FromPartitions([new[] { LookupSeal.Decode(batch.Seal.Content.Span).Version }]);
    }

    /// <inheritdoc/>
    protected override void Release(SourceSeal seal)
    {
        ArgumentNullException.ThrowIfNull(seal);
        lock (_lock)
        {
            _used.Remove(LookupSeal.Decode(seal.Content.Span).Time);
        }
    }

    private async Task RefreshAsync(BatchTime time, CancellationToken cancellation)
    {
        try
        {
            await LoadAsync(time, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            Context.Instruments?.LookupFailed(Name);
            RefreshFailed(Context.Logger, Context.Options.JobName, Name, _current.Version.Number, _current.Version.Since.Milliseconds, error);
        }
    }

    private async Task LoadAsync(BatchTime time, CancellationToken cancellation)
    {
        var rows = new Dictionary<TKey, TRow>();
        foreach ((TKey key, TRow row) in await _load(cancellation).ConfigureAwait(false))
        {
            if (!rows.TryAdd(key, row))
            {
                throw new InvalidOperationException($"{Name} was loaded with two rows of the key '{key}'; a key has one.");
            }
        }

        SetCurrent(new Loaded(new LookupVersion(_current.Version.Number + 1, rows.Count, time), rows));
    }

    private void SetCurrent(Loaded loaded)
    {
        lock (_lock)
        {
            _current = loaded;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job}: {Table} could not be loaded again; version {Version}, in use since batch {Since} ms, stays until the next try.")]
    private static partial void RefreshFailed(ILogger logger, string job, string table, long version, long since, Exception error);

    private sealed record Loaded(LookupVersion Version, Dictionary<TKey, TRow> Rows);
}
