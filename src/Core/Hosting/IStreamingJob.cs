namespace OrleansStream;

/// <summary>A job as a class: the same class runs in a test, in a host and on a cluster.</summary>
/// <remarks>Under a host the class is made with the host's services as constructor arguments.</remarks>
public interface IStreamingJob
{
    /// <summary>Defines the job's sources, operations and outputs. Must define the same graph whenever it is called with the same arguments.</summary>
    /// <param name="ssc">The context to define them on; not started.</param>
    /// <param name="args">The job's arguments.</param>
    /// <exception cref="JobArgumentException">An argument is missing or breaks its rule.</exception>
    void Define(StreamingContext ssc, JobArguments args);
}
