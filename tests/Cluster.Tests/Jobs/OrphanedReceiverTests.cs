using OrleansStream.Grains;
using OrleansStream.Receivers;

namespace OrleansStream.Cluster.Tests;

/// <summary>Receivers that nobody is left to end.</summary>
public sealed class OrphanedReceiverTests
{
    [Fact]
    public async Task A_receiver_of_a_run_that_is_over_ends_although_its_coordinator_was_lost()
    {
        const string Name = "orphan";
        await using JobCluster cluster = await JobCluster.StartAsync(silos: 2, maxBatchAttempts: 60);
        using var upstream = new NumbersUpstream(Name);
        await cluster.Client.SubmitAsync<ClusterReceived>(
            new Dictionary<string, string> { ["upstream"] = Name }, new JobSettings { Name = Name, BatchInterval = TimeSpan.FromMilliseconds(100), Partitions = 2 });
        await JobCluster.UntilAsync("the receiver is connected", () => Task.FromResult(upstream.Connections == 1));
        JobProgress progress = await cluster.ProgressOfAsync(Name);
        JobSubmission job = (await cluster.Cluster.Client.GetGrain<IJobManagerGrain>(0).GetAsync(Name))!.Submission;
        await cluster.Client.StopAsync(Name, graceful: false);
        await JobCluster.UntilAsync("the receiver has ended", () => Task.FromResult(upstream.Connections == 0));

        // As the coordinator did if it was lost before it could end what it had started. Nothing is in the log yet.
        var order = new ReceiverStart(new ReceiverLife(progress.Epoch, 2), []);
        await cluster.Cluster.Client.GetGrain<IReceiverGrain>(0, Name).StartAsync(job, WireFormat.OfEngine.Write(order));
        await JobCluster.UntilAsync("the receiver has ended again", () => Task.FromResult(upstream.Connections == 0));

        // It is no obstacle to the next run.
        await cluster.Client.SubmitAsync<ClusterReceived>(
            new Dictionary<string, string> { ["upstream"] = Name }, new JobSettings { Name = Name, BatchInterval = TimeSpan.FromMilliseconds(100), Partitions = 2 });
        await JobCluster.UntilAsync("the receiver is connected again", () => Task.FromResult(upstream.Connections == 1));
    }
}
