using Orleans.TestingHost;
using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>A receiver on one of two silos, either of which is killed.</summary>
public sealed class ReceiverOnTwoSilosTests
{
    private const int BeforeTheKill = 100;
    private const int All = 400;

    [Fact]
    public Task A_killed_silo_of_the_receiver_loses_nothing_and_reads_nothing_twice() => RunAsync(killsReceiver: true);

    [Fact]
    public Task A_killed_silo_of_the_coordinator_loses_nothing_and_reads_nothing_twice() => RunAsync(killsReceiver: false);

    private static async Task RunAsync(bool killsReceiver)
    {
        string name = $"received {(killsReceiver ? "with its receiver killed" : "with its coordinator killed")}";
        using var upstream = new NumbersUpstream(name) { Available = BeforeTheKill };
        var job = new JobSubmission(
            name, typeof(ClusterReceived).FullName!, new Dictionary<string, string> { ["upstream"] = name }, TimeSpan.FromMilliseconds(100), Partitions: 3);
        await using TwoSilos cluster = await TwoSilos.StartAsync(losesSilos: true);
        CollectedOutput<long> numbers = cluster.Collector.Output<long>(ClusterReceived.Numbers);
        CollectedOutput<(long Key, long Count)> counts = cluster.Collector.Output<(long Key, long Count)>(ClusterReceived.Counts);
        await cluster.RunUntilAsync(job, () => numbers.Records.Count >= BeforeTheKill);

        GrainId victim = killsReceiver
            ? cluster.Cluster.Client.GetGrain<IReceiverGrain>(0, job.JobName).GetGrainId()
            : cluster.CoordinatorOf(job).GetGrainId();
        InProcessSiloHandle killed = await cluster.SiloOfAsync(victim);
        upstream.Available = All;
        await cluster.Cluster.KillSiloAsync(killed);
        await cluster.RunUntilAsync(job, () => numbers.Records.Count >= All && counts.Records.Count >= All);

        Assert.Equal(Enumerable.Range(0, All).Select(number => (long)number), numbers.Records);
        Assert.Equal(
            Enumerable.Range(0, All).Select(number => ((long)number % 5, ((long)number / 5) + 1)).Order(), counts.Records.Order());
    }
}
