namespace OrleansStream.Benchmarks;

/// <summary>What all variants of a workload read.</summary>
internal interface IInput
{
    /// <summary>The records of a run.</summary>
    long Records { get; }

    /// <summary>The bytes that they take.</summary>
    long Bytes { get; }

    /// <summary>One line that says what the records are like.</summary>
    string Description { get; }
}
