using OrleansStream.Rates;
using OrleansStream.Receivers;

namespace OrleansStream.Core.Tests.Receivers;

public sealed class IntakeTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Without_limits_nothing_waits()
    {
        Intake intake = Make();
        for (int i = 0; i < 1000; i++)
        {
            Assert.True(intake.CanTake);
            await intake.TakeAsync(1_000_000, CancellationToken.None).AsTask().Within();
        }

        Assert.Null(intake.Rate);
    }

    [Fact]
    public async Task A_wait_for_the_rate_ends_by_the_clock()
    {
        Intake intake = Make(rate: 10);
        await intake.TakeAsync(6, CancellationToken.None).AsTask().Within();
        Task next = intake.TakeAsync(1, CancellationToken.None).AsTask();
        await _time.TimerAsync(TimeSpan.FromMilliseconds(600)).Within();
        _time.Advance(TimeSpan.FromMilliseconds(599));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await next.Within();
    }

    [Fact]
    public async Task A_wait_for_the_rate_takes_note_of_a_new_one()
    {
        Intake intake = Make(rate: 1);
        await intake.TakeAsync(1000, CancellationToken.None).AsTask().Within();
        Task next = intake.TakeAsync(1, CancellationToken.None).AsTask();
        await _time.TimerAsync(TimeSpan.FromSeconds(1000)).Within();
        intake.Update(1000);
        await _time.TimerAsync(TimeSpan.FromSeconds(1)).Within();
        _time.Advance(TimeSpan.FromSeconds(1));
        await next.Within();
        Assert.Equal(1000, intake.Rate);
    }

    [Fact]
    public async Task A_wait_ends_at_once_when_the_run_does()
    {
        Intake intake = Make(rate: 1);
        await intake.TakeAsync(1000, CancellationToken.None).AsTask().Within();
        using var ending = new CancellationTokenSource();
        Task next = intake.TakeAsync(1, ending.Token).AsTask();
        await _time.TimerAsync(TimeSpan.FromSeconds(1000)).Within();
        Assert.False(next.IsCompleted);
        await ending.CancelAsync();
        await next.Within();
    }

    [Fact]
    public async Task Nothing_is_taken_while_two_batches_wait_or_run()
    {
        Intake intake = Make(maxBytes: 100);
        intake.Stored(1, 150);
        Assert.True(intake.CanTake);
        intake.Stored(1, 50);
        Assert.False(intake.CanTake);
        Task next = intake.TakeAsync(1, CancellationToken.None).AsTask();

        // A batch that only holds it does not make room; when the batch is over there is some.
        intake.Sealed(new BatchTime(1000), 1, 150);
        Assert.False(intake.CanTake);
        intake.BatchOver(new BatchTime(1000));
        await next.Within();
        Assert.True(intake.CanTake);
    }

    [Fact]
    public void Records_count_as_bytes_do()
    {
        Intake intake = Make(maxRecords: 10);
        intake.Stored(19, 0);
        Assert.True(intake.CanTake);
        intake.Stored(1, 0);
        Assert.False(intake.CanTake);
        intake.Sealed(new BatchTime(1000), 10, 0);
        intake.Sealed(new BatchTime(2000), 10, 0);
        intake.BatchOver(new BatchTime(2000));
        intake.Stored(19, 0);
        Assert.True(intake.CanTake);
    }

    [Fact]
    public void The_greatest_bound_is_never_reached()
    {
        Intake intake = Make();
        intake.Stored(long.MaxValue, long.MaxValue);
        Assert.True(intake.CanTake);
    }

    private Intake Make(double? rate = null, long maxBytes = long.MaxValue, long maxRecords = long.MaxValue) =>
        new(_time, new TokenBucket(_time, rate, null), new Backlog(maxBytes, maxRecords));
}
