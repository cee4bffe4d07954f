using OrleansStream.Stateful;

namespace OrleansStream;

/// <summary>Reads the state of an operator of a job on a cluster page by page, at one batch. To be used by one thread at a time.</summary>
/// <param name="asker">Asks the job.</param>
/// <param name="query">Asks of the state: which types, at which batch.</param>
/// <param name="prefix">What keys begin with, or null for all keys.</param>
internal sealed class StatePageReader(StateAsker asker, StateQuery query, string? prefix)
{
    private readonly Guid _scan = Guid.NewGuid();
    private int _partition;
    private int _page;
    private int _partitions = int.MaxValue;
    private bool _isOver;

    /// <summary>The batch that is read; known once a page has been.</summary>
    internal BatchTime? Batch { get; private set; }

    /// <summary>Reads the next page that has a key.</summary>
    /// <returns>Null at the end.</returns>
    /// <exception cref="StateScanExpiredException">The version is gone.</exception>
    internal async Task<StatePage?> ReadAsync(CancellationToken cancellation)
    {
        while (_partition < _partitions)
        {
            StateReply reply = await asker.AskAsync(query with { Scan = Turn() }, cancellation).ConfigureAwait(false);
            if (reply.Expired is { } limit)
            {
                BatchTime batch = Batch.GetValueOrDefault();
                throw limit > TimeSpan.Zero ? new StateScanExpiredException(query.Operator, batch, limit) : new StateScanExpiredException(query.Operator, batch);
            }

            Batch = reply.Time;
            _partitions = reply.Partitions;
            (_partition, _page) = reply.Page!.IsLast ? (_partition + 1, 0) : (_partition, _page + 1);
            if (reply.Page.Count > 0)
            {
                return reply.Page;
            }
        }

        End();
        return null;
    }

    /// <summary>Lets the version go; nobody waits for that.</summary>
    internal void End()
    {
        if (Batch is not null && !_isOver)
        {
            _isOver = true;
            asker.Tell(query with { Scan = Turn() with { IsOver = true } });
        }
    }

    private ScanTurn Turn() => new(_scan, prefix, _partition, _page);
}
