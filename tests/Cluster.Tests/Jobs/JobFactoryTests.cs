using OrleansStream.Grains;

namespace OrleansStream.Cluster.Tests;

public sealed class JobFactoryTests
{
    // No longer than the kernel keeps names of threads.
    private const string Name = "refused-again";

    private static readonly JobSubmission Job = new(
        Name, typeof(RefusingJob).FullName!, new Dictionary<string, string>(), TimeSpan.FromSeconds(1), Partitions: 1);

    [Fact]
    public async Task A_job_that_cannot_be_defined_leaves_nothing_running()
    {
        await using var jobs = new LocalJobs(options => options.AddJob<RefusingJob>());
        for (int i = 0; i < 10; i++)
        {
            await using JobCode code = await jobs.Factory.OpenAsync(Job);
            await Assert.ThrowsAnyAsync<Exception>(() => code.DefineAsync(JobRole.Coordinator));
        }

        await JobCluster.UntilAsync("the threads of refused jobs end", () => Task.FromResult(!Threads().Any(name => name.StartsWith(Name, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_definition_that_does_not_end_is_refused_and_not_begun_again_before_it_has()
    {
        await using var jobs = new LocalJobs(options =>
        {
            options.AddJob<EndlessDefinition>();
            options.DefineTimeout = TimeSpan.FromMilliseconds(100);
        });
        using var gate = new Gate("a definition");
        JobSubmission job = Job with { JobName = "endless", JobClass = typeof(EndlessDefinition).FullName!, Arguments = new Dictionary<string, string> { ["gate"] = gate.Name } };
        await using JobCode code = await jobs.Factory.OpenAsync(job);
        var late = await Assert.ThrowsAsync<TimeoutException>(() => code.DefineAsync(JobRole.Coordinator));
        Assert.Contains("has not ended within 0.1 s", late.Message, StringComparison.Ordinal);
        var again = await Assert.ThrowsAsync<TimeoutException>(() => code.DefineAsync(JobRole.Partitions));
        Assert.Contains("was begun in this silo before", again.Message, StringComparison.Ordinal);
        Assert.Equal(1, gate.Waiting);

        gate.Open();
        await JobCluster.UntilAsync("it can be defined", async () =>
        {
            try
            {
                await (await code.DefineAsync(JobRole.Coordinator)).DisposeAsync();
                return true;
            }
            catch (TimeoutException)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task Each_part_of_a_job_has_memory_of_its_own()
    {
        await using var jobs = new LocalJobs(options =>
        {
            options.MemoryLimit = 4000;
            options.SpillDirectory = "elsewhere";
        });
        Func<JobRole, StreamingContextOptions> options = jobs.Factory.OptionsOf(Job);
        Assert.Equal((4000, "elsewhere"), (options(JobRole.Partitions).MemoryLimit, options(JobRole.Partitions).SpillDirectory));
        Assert.Equal(1000, options(JobRole.Coordinator).MemoryLimit);
        Assert.Equal(1000, options(JobRole.Receiver).MemoryLimit);
    }

    private static IEnumerable<string> Threads() => !OperatingSystem.IsLinux() ? [] : Directory.EnumerateDirectories("/proc/self/task").Select(NameOf);

    private static string NameOf(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Join(thread, "comm"));
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return "";
        }
    }
}
