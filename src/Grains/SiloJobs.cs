using System.Collections.Concurrent;
using OrleansStream.Execution;

namespace OrleansStream.Grains;

/// <summary>The jobs whose partitions this silo hosts: one graph and one partition host for each run, shared by its partition grains.</summary>
internal sealed class SiloJobs(JobFactory factory, IGrainFactory grains, PartitionPlacement placement) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, HostedRun> _runs = new();
    private Task _releasing = Task.CompletedTask;

    /// <summary>The job, defined here if it is not yet. A later run takes the place of an earlier one.</summary>
    /// <exception cref="InvalidOperationException">A later run is hosted here.</exception>
    internal async Task<SiloJob> GetAsync(JobSubmission submission)
    {
        while (true)
        {
            HostedRun hosted = _runs.GetOrAdd(submission.JobName, static (_, state) => state.Self.New(state.Submission), (Self: this, Submission: submission));
            if (hosted.Run == submission.Run)
            {
                return await JobAsync(submission.JobName, hosted);
            }

            if (hosted.Run > submission.Run)
            {
                throw new InvalidOperationException($"Run {submission.Run} of job {submission.JobName} is over; run {hosted.Run} is hosted here.");
            }

            _releasing = Task.WhenAll(_releasing, ReleaseAsync(submission.JobName, hosted.Run));
        }
    }

    /// <summary>Frees what runs of a job that are over hold here.</summary>
    /// <param name="name">The job's name.</param>
    /// <param name="run">The last run that is over; a later one is not touched.</param>
    internal async Task ReleaseAsync(string name, long run)
    {
        if (_runs.TryGetValue(name, out HostedRun? hosted) && hosted.Run <= run && _runs.TryRemove(new(name, hosted)))
        {
            await hosted.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _releasing;
        foreach (HostedRun hosted in _runs.Values)
        {
            await hosted.DisposeAsync();
        }
    }

    private async Task<SiloJob> JobAsync(string name, HostedRun hosted)
    {
        try
        {
            return await hosted.Job.Value;
        }
        catch
        {
            // What the definition lacked may be there for the next order.
            _runs.TryRemove(new(name, hosted));
            throw;
        }
    }

    private HostedRun New(JobSubmission submission) => new(submission.Run, new Lazy<Task<SiloJob>>(() => CreateAsync(submission)));

    private async Task<SiloJob> CreateAsync(JobSubmission submission)
    {
        JobCode code = await factory.OpenAsync(submission);
        try
        {
            StreamingContext context = await code.DefineAsync(JobRole.Partitions);
            var wire = new WireFormat(context.Runtime.Encoding);
            context.Runtime.Receivers = new GrainReceiverTransport(grains, submission);
            return new SiloJob(code, context, new PartitionHost(context, new GrainTransport(grains, placement, submission, wire)), wire);
        }
        catch
        {
            await code.DisposeAsync();
            throw;
        }
    }
}
