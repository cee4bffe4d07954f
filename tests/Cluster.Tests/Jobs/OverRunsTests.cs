using OrleansStream.Grains;
using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

public sealed class OverRunsTests
{
    [Fact]
    public void A_run_is_over_when_its_job_has_ended_or_another_has_long_taken_its_place()
    {
        var time = new VirtualTime();
        var over = new OverRuns(TimeSpan.FromSeconds(20), time);
        JobEntry first = EntryOf(run: 1, JobState.Running);
        Assert.Equal(0, over.Of(first));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, over.Of(first));
        Assert.Equal(0, over.Of(first with { State = JobState.Stopping }));

        JobEntry second = EntryOf(run: 2, JobState.Running);
        Assert.Equal(0, over.Of(second));
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(0, over.Of(second));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, over.Of(second));
        Assert.Equal(2, over.Of(second with { State = JobState.Failed }));
        Assert.Equal(2, over.Of(second with { State = JobState.Stopped }));
        Assert.Equal(0, over.Of(EntryOf(run: 3, JobState.Running)));
    }

    private static JobEntry EntryOf(long run, JobState state) =>
        new(new JobSubmission("job", "class", new Dictionary<string, string>(), TimeSpan.FromSeconds(1), 1, run), state, default);
}
