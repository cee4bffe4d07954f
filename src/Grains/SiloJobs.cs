using System.Collections.Concurrent;
using OrleansStream.Execution;

namespace OrleansStream.Grains;

/// <summary>The jobs whose partitions this silo hosts: one graph and one partition host for each, shared by its partition grains.</summary>
internal sealed class SiloJobs(JobFactory factory, IGrainFactory grains, PartitionPlacement placement) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<SiloJob>> _jobs = new();

    internal SiloJob Get(JobSubmission submission) =>
        _jobs.GetOrAdd(
            submission.JobName,
            static (_, state) => new Lazy<SiloJob>(() => state.Self.Create(state.Submission)),
            (Self: this, Submission: submission)).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (Lazy<SiloJob> job in _jobs.Values.Where(job => job.IsValueCreated))
        {
            job.Value.Host.Dispose();
            await job.Value.Context.DisposeAsync();
        }
    }

    private SiloJob Create(JobSubmission submission)
    {
        StreamingContext context = factory.Define(submission, dispatcher: null);
        var wire = new WireFormat(context.Runtime.Encoding);
        context.Runtime.Receivers = new GrainReceiverTransport(grains, submission, wire);
        return new SiloJob(context, new PartitionHost(context, new GrainTransport(grains, placement, submission, wire)), wire);
    }
}

/// <summary>A job on a silo.</summary>
/// <param name="Context">The graph as the job's code defined it here; never started.</param>
/// <param name="Host">Runs tasks.</param>
/// <param name="Wire">Reads and writes messages.</param>
internal sealed record SiloJob(StreamingContext Context, PartitionHost Host, WireFormat Wire);
