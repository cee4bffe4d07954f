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
            Assert.ThrowsAny<Exception>(() => code.Define(dispatcher: null));
        }

        await JobCluster.UntilAsync("the threads of refused jobs end", () => Task.FromResult(!Threads().Any(name => name.StartsWith(Name, StringComparison.Ordinal))));
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
