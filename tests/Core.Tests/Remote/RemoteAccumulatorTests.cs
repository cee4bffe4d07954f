using OrleansStream.Core.Tests.Shared;
using OrleansStream.Execution;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>What tasks add in other processes, with calls that are lost and attempts that fail.</summary>
public class RemoteAccumulatorTests
{
    [Fact]
    public async Task EveryUpdateCountsOnce()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            StreamingContextOptions options = StreamingTestHarness.CreateOptions();
            var transport = new InProcessTransport(options.Encoding, _ => Fault(random));
            options.Dispatcher = context => new RemoteStageDispatcher(context, transport);
            options.OnFailure = FailurePolicy.RetryThenStop;
            options.MaxBatchAttempts = 1000;
            await using var driver = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
            int[] numbers = [.. Enumerable.Range(1, 30)];
            var feed = new ListFeed<int>([new FeedBatch<int>([.. numbers.Chunk(6)])]);
            var job = new CountingJob { Feed = feed };
            driver.Define(job);
            var machines = new List<StreamingTestHarness>();
            try
            {
                for (int i = 0; i < 1 + (seed % 3); i++)
                {
                    var machine = new StreamingTestHarness();
                    machines.Add(machine);
                    machine.Define(new CountingJob { Feed = feed, Fault = new TransientFault(random.Next(3)) });
                    transport.Hosts.Add(new PartitionHost(machine.Context, transport));
                }

                await driver.StartAsync();
                await driver.AdvanceAsync(2);
                job.Check(batches: 2, numbers, seed);
            }
            finally
            {
                transport.Hosts.ForEach(host => host.Dispose());
                foreach (StreamingTestHarness machine in machines)
                {
                    await machine.DisposeAsync();
                }
            }
        }
    }

    private static CallFault Fault(Random random)
    {
        lock (random)
        {
            return random.Next(60) switch { 0 => CallFault.LostBefore, 1 => CallFault.LostAfter, _ => CallFault.None };
        }
    }
}
