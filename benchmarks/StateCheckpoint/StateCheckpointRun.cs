namespace OrleansStream.Benchmarks;

/// <summary>A job that counts by key with a checkpoint in a directory, and its lives after that.</summary>
/// <param name="directory">Where a directory for the checkpoint is made.</param>
/// <param name="keys">The keys that have a state.</param>
/// <param name="records">The records of each batch.</param>
/// <param name="batches">How many batches are committed after the first.</param>
/// <param name="recoveries">How often the job is started again.</param>
internal sealed class StateCheckpointRun(string directory, int keys, int records, int batches, int recoveries)
{
    public async Task RunAsync(TextWriter output, CancellationToken stop)
    {
        long[] all = [.. Enumerable.Range(0, keys).Select(number => (long)((ulong)number * 0x9E37_79B9_7F4A_7C15))];
        string checkpoint = Path.Join(Path.GetFullPath(directory), $"state-checkpoint-{Guid.NewGuid():n}");
        try
        {
            await new StateCommits(checkpoint, all, records).RunAsync(batches, output, stop);
            await new StateRecoveries(checkpoint).RunAsync(recoveries, all, output, stop);
        }
        finally
        {
            if (Directory.Exists(checkpoint))
            {
                Directory.Delete(checkpoint, recursive: true);
            }
        }
    }
}
