using OrleansStream.Checkpoints;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>Whether another version of a job can go on from its checkpoint, asked while the job runs.</summary>
public sealed class ContinuationCheckTests
{
    private readonly InMemoryCheckpointStore _store = new();

    [Fact]
    public async Task What_could_not_be_gone_on_with_is_found_out_and_the_job_goes_on()
    {
        await using StreamingTestHarness running = Life(StateSpec.Of<long>());
        await running.StartAsync();
        await running.AdvanceAsync(2);

        await CheckAsync(Life(StateSpec.Of<long>()));
        await CheckAsync(Life(StateSpec.Of<long>(), "others"));
        Assert.Contains("state of totals cannot become", await RefusedAsync(Life(StateSpec.Of<string>())), StringComparison.Ordinal);
        Assert.Contains("batch interval", await RefusedAsync(Life(StateSpec.Of<long>(), interval: 2)), StringComparison.Ordinal);

        await running.AdvanceAsync(2);
        Assert.Equal(4, running.Output<int>("out").Batches.Count);
        Assert.Equal(1, running.Context.Epoch);
    }

    [Fact]
    public async Task A_job_that_has_no_checkpoint_yet_can_begin() => await CheckAsync(Life(StateSpec.Of<long>()));

    private static async Task CheckAsync(StreamingTestHarness life)
    {
        await using (life)
        {
            life.Context.Graph.ValidateAndFix();
            await life.Context.CheckContinuationAsync(default);
        }
    }

    private static async Task<string> RefusedAsync(StreamingTestHarness life) =>
        (await Assert.ThrowsAsync<CheckpointMismatchException>(() => CheckAsync(life))).Message;

    private StreamingTestHarness Life<TState>(StateSpec<TState> spec, string name = "totals", int interval = 1)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.CheckpointStore = _store;
        var life = new StreamingTestHarness(TimeSpan.FromSeconds(interval), options);
        life.Context.AddressedInput("in", new FunctionFeed<int>(batch => FeedBatch.Of([(int)batch, (int)batch + 1])))
            .Map(number => (number, 1L))
            .MapWithState(spec, (number, _, state) =>
            {
                state.Update((TState)Convert.ChangeType(number, typeof(TState), System.Globalization.CultureInfo.InvariantCulture));
                return number;
            })
            .Named(name)
            .CollectTo("out");
        return life;
    }
}
