using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>What a client makes of the answers of the registry of jobs, and does when a silo takes a question with it.</summary>
public sealed class ClientAndRegistryTests
{
    private static readonly JobSubmission Job = new("job", "class", new Dictionary<string, string>(), TimeSpan.FromSeconds(1), 1);

    private readonly VirtualTime _time = new();
    private readonly Registry _registry = new();

    [Fact]
    public async Task A_stop_goes_on_when_answers_do_not_come()
    {
        _registry.Answer(
            Lost, () => throw new SiloUnavailableException("gone"), () => Answered(JobState.Stopping), // of the stop
            Lost, () => Answered(JobState.Stopping), // of questions
            () => throw new TimeoutException("late"), () => Answered(JobState.Stopped));

        JobInfo? job = await PassUntil(Client().StopAsync("job"));

        Assert.Equal(JobState.Stopped, job!.State);
        Assert.Empty(_registry.Answers);
    }

    [Fact]
    public async Task Questions_are_repeated()
    {
        _registry.Answer(Lost, () => Answered(JobState.Stopped));
        Assert.Equal(JobState.Stopped, (await PassUntil(Client().GetAsync("job")))!.State);

        _registry.Answer(Lost, () => throw new SiloUnavailableException("gone"));
        Assert.Equal("job", Assert.Single(await PassUntil(Client().ListAsync())).Name);
        Assert.Empty(_registry.Answers);
    }

    [Fact]
    public async Task What_changes_something_is_repeated_as_well()
    {
        _registry.Answer(() => throw new TimeoutException("late"), () => throw new SiloUnavailableException("gone"), () => Answered(JobState.Running));
        Assert.Equal(JobState.Running, (await PassUntil(Client().SubmitAsync("class"))).State);

        _registry.Answer(() => Answered(JobState.Running), () => throw new SiloUnavailableException("gone"), () => Answered(JobState.Running));
        Assert.Equal(JobState.Running, (await PassUntil(Client().RescaleAsync("job", 2)))!.State);
        Assert.Empty(_registry.Answers);
    }

    [Fact]
    public async Task A_job_whose_removal_was_not_answered_is_removed()
    {
        _registry.Answer(() => Answered(JobState.Stopped), () => throw new SiloUnavailableException("gone"), () => Task.FromResult<JobEntry?>(null));
        Assert.True(await PassUntil(Client().RemoveAsync("job")));

        _registry.Answer(() => Task.FromResult<JobEntry?>(null));
        Assert.False(await PassUntil(Client().RemoveAsync("job")));
    }

    [Fact]
    public async Task A_client_says_that_nobody_answers()
    {
        DateTimeOffset start = _time.GetUtcNow();
        _registry.Answer([.. Enumerable.Repeat(Lost, 100)]);
        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() => PassUntil(Client().StopAsync("job")));
        Assert.StartsWith("The registry of the cluster's jobs has not answered for ", error.Message, StringComparison.Ordinal);
        Assert.InRange(_time.GetUtcNow() - start, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(36));
    }

    [Fact]
    public async Task What_the_registry_refuses_is_not_asked_again()
    {
        _registry.Answer(() => throw new AccessRefusedException("no secret"));
        await Assert.ThrowsAsync<AccessRefusedException>(() => PassUntil(Client().GetAsync("job")));
    }

    [Fact]
    public async Task A_job_that_is_being_removed_is_not_told_to_have_stopped()
    {
        var going = new JobEntry(Job, JobState.Failed, default, Error: "a batch failed", IsBeingRemoved: true);
        _registry.Answer(() => Task.FromResult<JobEntry?>(going), () => Task.FromResult<JobEntry?>(going with { RemovalError = "the disk is full" }));

        JobInfo? job = await Client().GetAsync("job");
        Assert.Equal((JobState.Removing, "a batch failed"), (job!.State, job.Error));
        JobInfo listed = Assert.Single(await Client().ListAsync());
        Assert.Equal((JobState.Removing, "the disk is full"), (listed.State, listed.Error));
    }

    private static Task<JobEntry?> Lost() => new TaskCompletionSource<JobEntry?>().Task;

    private static Task<JobEntry?> Answered(JobState state) => Task.FromResult<JobEntry?>(new JobEntry(Job, state, default));

    private OrleansStreamClient Client() => new(RegistryOnlyCluster.Of(_registry, _time));

    /// <summary>Lets the time pass that is waited for, and no more.</summary>
    private async Task<T> PassUntil<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            if (_time.NextDue is { } due)
            {
                _time.AdvanceTo(due);
            }

            await Task.Yield();
        }

        return await task;
    }

    /// <summary>A registry that answers as it is told.</summary>
    private sealed class Registry : IJobManagerGrain
    {
        internal Queue<Func<Task<JobEntry?>>> Answers { get; } = new();

        internal void Answer(params IEnumerable<Func<Task<JobEntry?>>> answers) => answers.ToList().ForEach(Answers.Enqueue);

        public Task<JobEntry?> GetAsync(string name) => Answers.Dequeue()();

        public Task<JobEntry?> StopAsync(string name, bool graceful) => Answers.Dequeue()();

        public async Task<JobRegistry?> ReadAsync(string? knownVersion) => Answers.TryDequeue(out Func<Task<JobEntry?>>? answer) && await answer() is { } entry
            ? new JobRegistry("1", [entry])
            : new JobRegistry("1", [new JobEntry(Job, JobState.Running, default)]);

        public async Task<JobEntry> SubmitAsync(JobSubmission job) => (await Answers.Dequeue()())!;

        public Task<JobEntry?> ReplaceAsync(JobSubmission job) => Answers.Dequeue()();

        public Task<JobEntry?> RemoveAsync(string name) => Answers.Dequeue()();

        public Task<bool?> RemoveSavepointAsync(string place) => throw new NotSupportedException();

        public Task ReportEndedAsync(string name, long run, string? error) => throw new NotSupportedException();
    }
}
