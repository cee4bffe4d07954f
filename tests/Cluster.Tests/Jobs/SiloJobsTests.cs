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
        await using var local = new LocalJobs(options => options.AddJob<LateJob>());

        // Nobody is called where a job is only defined.
        await using var jobs = new SiloJobs(local.Factory, grains: null!, placement: null!);

        await Assert.ThrowsAsync<FileNotFoundException>(() => jobs.GetAsync(Job));
        SiloJob hosted = await jobs.GetAsync(Job);
        Assert.Same(hosted, await jobs.GetAsync(Job));
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
