namespace OrleansStream.Outputs;

/// <summary>One output operation of one batch, ready to run.</summary>
internal abstract class OutputJob(OutputOperation operation)
{
    internal OutputOperation Operation => operation;

    /// <summary>Runs the job.</summary>
    /// <returns>What is to be published after the commit, or null for nothing.</returns>
    internal abstract Task<ReadOnlyMemory<byte>?> RunAsync(CancellationToken cancellation);
}
