using OrleansStream.Grains;

namespace OrleansStream.Cluster.Tests;

public sealed class JobRulesTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private static readonly JobSubmission Job = new(
        "name", "class", new Dictionary<string, string> { ["a"] = "1" }, TimeSpan.FromSeconds(1), Partitions: 2);

    public static TheoryData<JobSubmission, string> Broken => new()
    {
        { Job with { JobName = " " }, "JobName" },
        { Job with { JobName = new string('x', 101) }, "JobName" },
        { Job with { JobName = "a\nb" }, "JobName" },
        { Job with { JobName = "orleans-stream-packages" }, "JobName" },
        { Job with { JobClass = "" }, "JobClass" },
        { Job with { Package = "../x" }, "Package" },
        { Job with { Arguments = null! }, "Arguments" },
        { Job with { BatchInterval = TimeSpan.FromMilliseconds(1.5) }, "BatchInterval" },
        { Job with { Partitions = 0 }, "Partitions" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_submission_that_breaks_a_rule_is_refused_by_name(JobSubmission job, string key)
    {
        var refused = Assert.Throws<JobRefusedException>(() => JobRules.Check(job));

        Assert.Contains($"{key} is '", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_again_changes_nothing()
    {
        JobEntry there = JobRules.Submit(null, Job, Now);

        Assert.Same(there, JobRules.Submit(there, Job with { Arguments = new Dictionary<string, string> { ["a"] = "1" }, Run = 7 }, Now.AddDays(1)));
    }

    [Fact]
    public void Something_else_under_the_name_of_a_job_that_runs_is_a_conflict()
    {
        JobEntry there = JobRules.Submit(null, Job, Now);

        Assert.Throws<JobConflictException>(() => JobRules.Submit(there, Job with { Arguments = new Dictionary<string, string> { ["a"] = "2" } }, Now));
        Assert.Throws<JobConflictException>(() => JobRules.Submit(JobRules.Stop(there, graceful: true), Job, Now));
    }

    [Fact]
    public void A_job_that_has_ended_gets_another_run()
    {
        JobEntry failed = JobRules.End(JobRules.Submit(null, Job, Now), run: 1, "broken");
        JobEntry again = JobRules.Submit(failed, Job with { Partitions = 5 }, Now.AddDays(1));

        Assert.Equal((JobState.Failed, "broken"), (failed.State, failed.Error));
        Assert.Equal((JobState.Running, 2L, 5, null), (again.State, again.Submission.Run, again.Submission.Partitions, again.Error));
    }

    [Fact]
    public void The_end_of_an_earlier_run_is_not_that_of_a_later_one()
    {
        JobEntry again = JobRules.Submit(JobRules.End(JobRules.Submit(null, Job, Now), run: 1, null), Job, Now);

        Assert.Same(again, JobRules.End(again, run: 1, "late"));
    }

    [Fact]
    public void Another_version_takes_the_place_of_the_run_that_it_was_made_for()
    {
        JobEntry there = JobRules.Submit(null, Job, Now);
        JobEntry next = JobRules.Replace(there, Job with { Partitions = 5 }, Now.AddDays(1));

        Assert.Equal((JobState.Running, 2L, 5), (next.State, next.Submission.Run, next.Submission.Partitions));
        Assert.Same(next, JobRules.Replace(next, Job with { Partitions = 5 }, Now));
        Assert.Throws<JobConflictException>(() => JobRules.Replace(next, Job with { Partitions = 6 }, Now));
        Assert.Equal(3, JobRules.Replace(next, next.Submission with { Partitions = 6 }, Now).Submission.Run);
        Assert.Same(next, JobRules.End(next, run: 1, "late"));
    }

    [Fact]
    public void A_failed_job_goes_on_as_another_version_and_a_stopped_one_does_not()
    {
        JobEntry there = JobRules.Submit(null, Job, Now);
        JobEntry again = JobRules.Replace(JobRules.End(there, run: 1, "broken"), Job, Now);

        Assert.Equal((JobState.Running, 2L, null), (again.State, again.Submission.Run, again.Error));
        Assert.Throws<JobConflictException>(() => JobRules.Replace(JobRules.Stop(there, graceful: true), Job with { Partitions = 5 }, Now));
        Assert.Throws<JobConflictException>(() => JobRules.Replace(JobRules.End(there, run: 1, null), Job with { Partitions = 5 }, Now));
    }

    [Fact]
    public void A_stop_may_become_urgent_and_not_the_other_way_round()
    {
        JobEntry graceful = JobRules.Stop(JobRules.Submit(null, Job, Now), graceful: true);
        JobEntry urgent = JobRules.Stop(graceful, graceful: false);

        Assert.Equal((JobState.Stopping, true, false), (graceful.State, graceful.IsGraceful, urgent.IsGraceful));
        Assert.Same(urgent, JobRules.Stop(urgent, graceful: true));
        Assert.Equal(JobState.Stopped, JobRules.End(urgent, run: 1, null).State);
    }

    [Fact]
    public void Only_what_has_ended_is_removed_and_nothing_begins_meanwhile()
    {
        JobEntry there = JobRules.Submit(null, Job, Now);
        JobEntry going = JobRules.Remove(JobRules.End(there, run: 1, "broken") with { RemovalError = "once" });

        Assert.Throws<JobConflictException>(() => JobRules.Remove(there));
        Assert.Throws<JobConflictException>(() => JobRules.Remove(JobRules.Stop(there, graceful: false)));
        Assert.Equal((true, JobState.Failed, null), (going.IsBeingRemoved, going.State, going.RemovalError));
        Assert.Throws<JobConflictException>(() => JobRules.Submit(going, Job, Now));
        Assert.Throws<JobConflictException>(() => JobRules.Replace(going, Job, Now));
    }

    [Fact]
    public void Runs_count_on_after_a_removal() => Assert.Equal(8, JobRules.Submit(null, Job, Now, lastRun: 7).Submission.Run);

    [Fact]
    public void What_the_registry_says_is_read_as_it_was_written()
    {
        JobEntry job = JobRules.Remove(JobRules.End(JobRules.Submit(null, Job, Now), run: 1, "broken")) with { RemovalError = "no room" };
        JobRegistryFile read = JobRegistryFile.Decode(JobRegistryFile.Encode([job], removedRun: 3));

        Assert.Equal(3, read.RemovedRun);
        Assert.Equal(job with { Submission = null! }, Assert.Single(read.Jobs) with { Submission = null! });
    }

    [Fact]
    public void One_silo_looks_after_a_job_and_only_the_jobs_of_a_lost_one_move()
    {
        SiloAddress[] silos = [.. Enumerable.Range(1, 5).Select(port => SiloAddress.New(System.Net.IPAddress.Loopback, port, port))];
        string[] jobs = [.. Enumerable.Range(0, 500).Select(job => $"job {job}")];
        SiloAddress lost = silos[2];

        Assert.All(jobs.GroupBy(job => JobShare.KeeperOf(job, silos)), share => Assert.InRange(share.Count(), 40, 200));
        Assert.All(jobs, job =>
        {
            SiloAddress? before = JobShare.KeeperOf(job, silos);
            SiloAddress? after = JobShare.KeeperOf(job, silos.Reverse().Where(silo => silo != lost));
            Assert.True(before == lost || before == after);
        });
        Assert.Null(JobShare.KeeperOf("job", []));
    }
}
