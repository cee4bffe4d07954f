namespace OrleansStream.Execution;

/// <summary>The values of one of the datasets whose pairs are brought together by key.</summary>
internal interface IGroupedValues : IDisposable
{
    /// <summary>About how many bytes of memory they take.</summary>
    long Bytes { get; }

    /// <summary>Whether they can be written to disk; if not, the log is told once.</summary>
    bool CanSpill();

    /// <summary>Writes what is in memory to disk and forgets it.</summary>
    void Spill();

    /// <summary>Takes the pairs of a hash range back into memory.</summary>
    void Read(int range);

    /// <summary>Brings the values of each key together.</summary>
    /// <param name="lasting">Whether lists of them outlive the task.</param>
    void Arrange(bool lasting);
}
