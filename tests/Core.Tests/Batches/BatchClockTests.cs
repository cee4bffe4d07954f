using OrleansStream.Batches;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Batches;

public class BatchClockTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly VirtualTime _time = new(VirtualTime.DefaultStart.AddMilliseconds(1));
    private readonly List<BatchTime> _ticks = [];

    [Theory]
    [InlineData(0, 250, 250)]
    [InlineData(1, 250, 250)]
    [InlineData(249, 250, 250)]
    [InlineData(250, 250, 500)]
    [InlineData(-1, 250, 0)]
    [InlineData(-250, 250, 0)]
    [InlineData(-251, 250, -250)]
    [InlineData(1_700_000_000_123, 86_400_000, 1_700_006_400_000)]
    public void TheFirstBatchTimeIsTheNextMultipleSinceTheEpoch(long now, int interval, long first) =>
        Assert.Equal(new BatchTime(first), BatchClock.FirstAfter(DateTimeOffset.FromUnixTimeMilliseconds(now), TimeSpan.FromMilliseconds(interval)));

    [Fact]
    public async Task EachBatchTimeIsCalledAtItsMoment()
    {
        await using BatchClock clock = Start(_time);
        _time.Advance(TimeSpan.FromMilliseconds(248));
        Assert.Empty(_ticks);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([At(1)], _ticks);
        for (int i = 0; i < 1000; i++)
        {
            // Steps that never hit a batch time: a clock that counted from its last call would drift.
            _time.Advance(TimeSpan.FromMilliseconds(83));
        }

        Assert.Equal(Enumerable.Range(1, (83_000 + 250) / 250).Select(At), _ticks);
    }

    [Fact]
    public async Task NoneIsSkippedWhenTheClockJumps()
    {
        var time = new JumpingTime(VirtualTime.DefaultStart.AddMilliseconds(1));
        await using BatchClock clock = Start(time);
        time.Jump(TimeSpan.FromSeconds(10));
        Assert.Equal(Enumerable.Range(1, 40).Select(At), _ticks);
        time.Jump(TimeSpan.FromMilliseconds(-3000));
        Assert.Equal(40, _ticks.Count);
        time.Jump(TimeSpan.FromMilliseconds(3250));
        Assert.Equal(Enumerable.Range(1, 41).Select(At), _ticks);
    }

    [Fact]
    public async Task NoCallComesAfterTheStop()
    {
        BatchClock clock = Start(_time);
        _time.Advance(Interval);
        await clock.DisposeAsync();
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([At(1)], _ticks);
        Assert.Null(_time.NextDue);
        await clock.DisposeAsync();
    }

    [Fact]
    public async Task AWaitForTheNextTickEndsAfterItsCall()
    {
        await using BatchClock clock = Start(_time);
        Task next = clock.NextTickAsync();
        _time.Advance(TimeSpan.FromMilliseconds(248));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(next.IsCompleted);
        Assert.Single(_ticks);
        Assert.False(clock.NextTickAsync().IsCompleted);
    }

    [Fact]
    public async Task ShortIntervalsOnTheSystemClockAreFollowedByAThread()
    {
        var enough = new TaskCompletionSource();
        TimeSpan interval = TimeSpan.FromMilliseconds(5);
        BatchTime first = BatchClock.FirstAfter(TimeProvider.System.GetUtcNow(), interval);
        await using (new BatchClock(TimeProvider.System, interval, first, tick =>
        {
            Assert.True(tick.ToDateTimeOffset() <= TimeProvider.System.GetUtcNow(), "A batch time was called before it came.");
            _ticks.Add(tick);
            if (_ticks.Count == 20)
            {
                enough.SetResult();
            }
        }))
        {
            await enough.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }

        BatchTime[] ticks = [.. _ticks];
        Assert.Equal(Enumerable.Range(0, ticks.Length).Select(i => first + (interval * i)), ticks);
    }

    private static BatchTime At(int number) => BatchTime.From(VirtualTime.DefaultStart) + (Interval * number);

    private BatchClock Start(TimeProvider time) => new(time, Interval, BatchClock.FirstAfter(time.GetUtcNow(), Interval), _ticks.Add);

    /// <summary>A clock that is set forward and back, as an administrator does; its one timer then looks up.</summary>
    private sealed class JumpingTime(DateTimeOffset start) : TimeProvider
    {
        private DateTimeOffset _now = start;
        private TimerCallback? _callback;

        public override DateTimeOffset GetUtcNow() => _now;

        internal void Jump(TimeSpan by)
        {
            _now += by;
            _callback!(null);
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _callback = callback;
            return new NoTimer();
        }

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
