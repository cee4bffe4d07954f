using OrleansStream;

namespace Hello;

/// <summary>A second class, so that a submission has to name the one it means.</summary>
public sealed class SilentJob : IStreamingJob
{
    public void Define(StreamingContext ssc, JobArguments args)
    {
        ArgumentNullException.ThrowIfNull(ssc);
        ssc.QueueStream(new Queue<Rdd<int>>([ssc.Parallelize([1])])).ForeachRdd(_ => Task.CompletedTask);
    }
}
