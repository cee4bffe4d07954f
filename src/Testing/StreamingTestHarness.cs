using System.Runtime.ExceptionServices;
using OrleansStream.Batches;

namespace OrleansStream.Testing;

/// <summary>Runs a job in a test: on virtual time, with input that the test gives and output that it reads, batch by batch.</summary>
/// <remarks>
/// Define a job on <see cref="Context"/>, or give one to <see cref="Define"/>; start it; then move the clock with
/// <see cref="AdvanceAsync(int)"/>, which returns when everything that the move has set off has come to rest.
/// </remarks>
/// <example>
/// <code>
/// await using var harness = new StreamingTestHarness();
/// harness.Feed&lt;string&gt;("lines").Append("a b a");
/// harness.Context.AddressedInput&lt;string&gt;("lines")
///     .FlatMap(line => line.Split(' ')).Map(word => (word, 1L)).ReduceByKey((a, b) => a + b)
///     .CollectTo("counts");
/// await harness.StartAsync();
/// await harness.AdvanceAsync();
/// Assert.Equal([("a", 2L), ("b", 1L)], harness.Output&lt;(string, long)&gt;("counts").Last.Records.Order());
/// </code>
/// </example>
public sealed class StreamingTestHarness : IAsyncDisposable
{
    /// <summary>Makes a harness with a batch interval of one second and the options of <see cref="CreateOptions"/>.</summary>
    public StreamingTestHarness()
        : this(TimeSpan.FromSeconds(1))
    {
    }

    /// <summary>Makes a harness with the options of <see cref="CreateOptions"/>.</summary>
    /// <param name="batchInterval">How often a batch is cut: at least one millisecond, whole milliseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchInterval"/> breaks its rule.</exception>
    public StreamingTestHarness(TimeSpan batchInterval)
        : this(batchInterval, CreateOptions())
    {
    }

    /// <summary>Makes a harness.</summary>
    /// <param name="batchInterval">How often a batch is cut: at least one millisecond, whole milliseconds.</param>
    /// <param name="options">How the context runs: those of <see cref="CreateOptions"/> with changes. The harness adds <see cref="Feeds"/> and
    /// <see cref="Outputs"/> to the services.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchInterval"/> breaks its rule.</exception>
    /// <exception cref="ArgumentException">An option breaks its rule, or its clock is not a <see cref="VirtualTime"/>.</exception>
    public StreamingTestHarness(TimeSpan batchInterval, StreamingContextOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Time = options.TimeProvider as VirtualTime
            ?? throw new ArgumentException($"{nameof(options.TimeProvider)} must be a {nameof(VirtualTime)}; start from {nameof(CreateOptions)}.", nameof(options));
        options.Services = new HarnessServices(options.Services, this);
        Context = new StreamingContext(batchInterval, options);
    }

    /// <summary>The clock.</summary>
    public VirtualTime Time { get; }

    /// <summary>The context that the job is defined on.</summary>
    public StreamingContext Context { get; }

    /// <summary>The feeds that <c>AddressedInput</c> finds by name.</summary>
    public InputFeeds Feeds { get; } = new();

    /// <summary>What <c>CollectTo</c> has collected. Harnesses that are given the same one see the lives of a job that recovers as one.</summary>
    public OutputCollector Outputs { get; init; } = new();

    /// <summary>Whether the test is about failures, and looks at them itself.</summary>
    /// <value>The default is false: advancing throws the job's first failure, so that no test passes over one.</value>
    public bool ExpectsFailure { get; set; }

    /// <summary>How long, on the system's clock, to wait for the job to come to rest before giving up.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Options for tests: virtual time, two engine threads, two partitions by default, poisoned buffers, no wait before a batch is tried again.</summary>
    public static StreamingContextOptions CreateOptions() => new()
    {
        TimeProvider = new VirtualTime(),
        EngineThreads = 2,
        DefaultPartitions = 2,
        PoisonBuffers = true,
        BatchRetryDelay = TimeSpan.Zero,
        Output = TextWriter.Null,
    };

    /// <summary>The feed of a name, which the test adds batches to; made at the first call.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="name">The name that the job gives to <c>AddressedInput</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">The feed is of another type or kind.</exception>
    public TestFeed<T> Feed<T>(string name) => Feeds.OpenTestFeed<T>(name);

    /// <summary>The collected output of a name.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="name">The name that the job gives to <c>CollectTo</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">The output holds records of another type.</exception>
    public CollectedOutput<T> Output<T>(string name) => Outputs.Output<T>(name);

    /// <summary>Defines a job on <see cref="Context"/>.</summary>
    /// <param name="job">The job.</param>
    /// <param name="args">Its arguments; by default none.</param>
    /// <returns>This harness.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="job"/> is null.</exception>
    public StreamingTestHarness Define(IStreamingJob job, JobArguments? args = null)
    {
        ArgumentNullException.ThrowIfNull(job);
        job.Define(Context, args ?? JobArguments.Empty);
        return this;
    }

    /// <summary>Starts the job. Its first batch time is the next multiple of the batch interval.</summary>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="InvalidOperationException">No output operation is defined, or the context has been stopped.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await Context.StartAsync(cancellationToken).ConfigureAwait(false);
        await WhenIdleAsync().ConfigureAwait(false);
    }

    /// <summary>Moves the clock to the next batch times, one after the other, and comes to rest at each.</summary>
    /// <param name="batches">How many; zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batches"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The job has not been started.</exception>
    /// <exception cref="TimeoutException">The job does not come to rest.</exception>
    /// <exception cref="OperatorFailedException">The job has failed, and the harness is not told to expect it.</exception>
    public Task AdvanceAsync(int batches = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batches);
        BatchTime last = BatchTime.From(Time.GetUtcNow()).Floor(Context.BatchInterval) + (Context.BatchInterval * batches);
        return batches == 0 ? AdvanceAsync(TimeSpan.Zero) : AdvanceAsync(last.ToDateTimeOffset() - Time.GetUtcNow());
    }

    /// <summary>Moves the clock from timer to timer, and comes to rest at each.</summary>
    /// <param name="by">How far in all; zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The job has not been started.</exception>
    /// <exception cref="TimeoutException">The job does not come to rest.</exception>
    /// <exception cref="OperatorFailedException">The job has failed, and the harness is not told to expect it.</exception>
    public async Task AdvanceAsync(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        if (Context.State == StreamingContextState.Initialized)
        {
            throw new InvalidOperationException("The job has not been started; call StartAsync first.");
        }

        DateTimeOffset target = Time.GetUtcNow() + by;
        await WhenIdleAsync().ConfigureAwait(false);
        while (Time.GetUtcNow() < target)
        {
            Time.AdvanceTo(Time.NextDue is { } due && due < target ? due : target);
            await WhenIdleAsync().ConfigureAwait(false);
        }

        if (!ExpectsFailure && Context.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Stops the job, moving the clock to as many more batch times as a graceful stop needs.</summary>
    /// <param name="graceful">Whether to finish batches of what has arrived first.</param>
    /// <param name="cancellationToken">Turns a graceful stop into an immediate one.</param>
    /// <exception cref="TimeoutException">The job does not stop.</exception>
    public async Task StopAsync(bool graceful = true, CancellationToken cancellationToken = default)
    {
        Task stop = Context.StopAsync(graceful, cancellationToken);
        while (!stop.IsCompleted)
        {
            await PatientlyAsync(Context.StopSettledAsync(), "the stop").ConfigureAwait(false);
            if (!Context.StopAwaitsTick)
            {
                break;
            }

            Time.AdvanceTo(BatchClock.FirstAfter(Time.GetUtcNow(), Context.BatchInterval).ToDateTimeOffset());
        }

        await PatientlyAsync(stop, "the stop").ConfigureAwait(false);
    }

    /// <summary>Waits until nothing goes on that does not wait for the clock.</summary>
    /// <exception cref="TimeoutException">The job does not come to rest.</exception>
    public async Task WhenIdleAsync()
    {
        bool rested;
        do
        {
            await PatientlyAsync(BatchesIdleAsync(), "batches").ConfigureAwait(false);
            await PatientlyAsync(Context.Listeners.WhenIdleAsync(), "listeners").ConfigureAwait(false);
            await PatientlyAsync(Context.StopSettledAsync(), "the stop").ConfigureAwait(false);

            // A listener may have asked for something that sets batches off again.
            rested = BatchesIdleAsync().IsCompleted && Context.Listeners.WhenIdleAsync().IsCompleted && Context.StopSettledAsync().IsCompleted;
        }
        while (!rested);
    }

    /// <summary>Stops the job at once if it runs, and frees its threads.</summary>
    public ValueTask DisposeAsync() => Context.DisposeAsync();

    private Task BatchesIdleAsync() => Context.Coordinator?.WhenIdleAsync() ?? Task.CompletedTask;

    private async Task PatientlyAsync(Task task, string what)
    {
        try
        {
            await task.WaitAsync(Patience, TimeProvider.System).ConfigureAwait(false);
        }
        catch (TimeoutException error) when (!task.IsFaulted)
        {
            throw new TimeoutException(
                FormattableString.Invariant($"After {Patience} {what} of job '{Context.Options.JobName}' had not come to rest at {BatchTime.From(Time.GetUtcNow())}; ")
                + FormattableString.Invariant($"{Context.Coordinator?.OpenBatches ?? 0} batches are on their way."),
                error);
        }
    }
}
