using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansStream.Checkpoints;
using OrleansStream.Grains;
using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

public sealed class SiloJobsTests
{
    private static readonly JobSubmission Job = new(
        "late", typeof(LateJob).FullName!, new Dictionary<string, string>(), TimeSpan.FromSeconds(1), Partitions: 1);

    [Fact]
    public async Task A_definition_that_failed_is_tried_again_at_the_next_order()
    {
        await using ServiceProvider services = new ServiceCollection().BuildServiceProvider();
        var factory = new JobFactory(
            new OrleansStreamOptions { CheckpointStore = _ => new InMemoryCheckpointStore() }.AddJob<LateJob>(), services, NullLoggerFactory.Instance);

        // Nobody is called where a job is only defined.
        await using var jobs = new SiloJobs(factory, grains: null!, placement: null!);

        Assert.Throws<FileNotFoundException>(() => jobs.Get(Job));
        SiloJob hosted = jobs.Get(Job);
        Assert.Same(hosted, jobs.Get(Job));
    }

    /// <summary>Lacks something the first time.</summary>
    public sealed class LateJob : IStreamingJob
    {
        private static int _defined;

        public void Define(StreamingContext ssc, JobArguments args)
        {
            if (Interlocked.Increment(ref _defined) == 1)
            {
                throw new FileNotFoundException("The table is not there yet.");
            }

            ssc.AddressedInput<int>("in", new ListFeed<int>([])).CollectTo("out");
        }
    }
}
