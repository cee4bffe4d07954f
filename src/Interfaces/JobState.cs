namespace OrleansStream;

/// <summary>What a cluster does with a job.</summary>
[GenerateSerializer]
[Alias("orleans-stream.job-state")]
public enum JobState
{
    /// <summary>It is kept running: wherever its coordinator is lost, another silo takes it on.</summary>
    Running = 0,

    /// <summary>It is being stopped.</summary>
    Stopping = 1,

    /// <summary>It was stopped, or has stopped itself. It can be submitted again and then goes on from its checkpoint.</summary>
    Stopped = 2,

    /// <summary>A batch failed for good. The job can be submitted again and then goes on from its checkpoint.</summary>
    Failed = 3,

    /// <summary>It has ended, and is being removed with all that it has kept: it cannot go on any more, and its name is free once that is done. What clients are told;
    /// the registry has it beside the state in which the job ended (<see cref="JobEntry.IsBeingRemoved"/>).</summary>
    Removing = 4,
}
