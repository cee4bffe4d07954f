namespace OrleansStream;

/// <summary>How a job runs on a cluster. The cluster checks the values when the job is submitted.</summary>
public sealed record JobSettings
{
    /// <summary>The job's name, unique in the cluster: 1 to 100 characters.</summary>
    /// <value>By default the name of its class, without the namespace.</value>
    public string? Name { get; init; }

    /// <summary>How often a batch is cut: at least one millisecond, whole milliseconds.</summary>
    /// <value>The default is one second.</value>
    public TimeSpan BatchInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many partitions the job is spread over, and how many a shuffle has that was not told; at least 1.</summary>
    /// <value>The default is 4.</value>
    public int Partitions { get; init; } = 4;

    /// <summary>The savepoint that the job begins with: a full path as the silos see it, or a name in the cluster's storage; see
    /// <see cref="OrleansStreamClient.SavepointAsync"/>.</summary>
    /// <value>The default, null, begins anew, or goes on from the checkpoint of a job of this name.</value>
    public string? FromSavepoint { get; init; }

    /// <summary>How many committed batches before the last one its states can be asked of, with <see cref="StateView{TKey, TState}.At"/>; from 0 to
    /// 10 000. See <see cref="StreamingContextOptions.StateHistory"/>.</summary>
    /// <value>The default is 0.</value>
    public int StateHistory { get; init; }

    /// <summary>How long a scan of its states may take; positive, at most a day. See <see cref="StreamingContextOptions.StateScanLimit"/>.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan StateScanLimit { get; init; } = TimeSpan.FromSeconds(30);
}
