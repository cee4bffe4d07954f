using System.Collections.Concurrent;

namespace OrleansStream.Grains;

/// <summary>The receivers that run on this silo. Coordinators end those that they have started; those of a coordinator that was lost end when their run is over.</summary>
internal sealed class LocalReceivers
{
    private readonly ConcurrentDictionary<ReceiverGrain, string> _jobs = new();

    internal void Add(ReceiverGrain receiver, string job) => _jobs[receiver] = job;

    internal void Remove(ReceiverGrain receiver) => _jobs.TryRemove(receiver, out _);

    /// <summary>Ends the receivers of a job's run, and of those before it, that nobody else has ended.</summary>
    internal Task ReleaseAsync(string job, long run) =>
        Task.WhenAll(_jobs.Where(receiver => receiver.Value == job).Select(receiver => receiver.Key.ReleaseAsync(run)));
}
