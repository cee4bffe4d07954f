namespace OrleansStream;

/// <summary>What one silo has logged about jobs. The key is the silo's address; calls carry it as the hint where to place the grain.</summary>
[Alias("orleans-stream.silo-log")]
public interface ISiloLogGrain : IGrainWithStringKey
{
    /// <summary>Gives what was logged last about a job.</summary>
    /// <param name="job">The job's name.</param>
    /// <param name="after">How many entries are known.</param>
    /// <param name="most">How many of the newest to give at most.</param>
    /// <returns>The entries, or null if this is another silo.</returns>
    [Alias("read")]
    Task<LoggedPage?> ReadAsync(string job, long after, int most);
}
