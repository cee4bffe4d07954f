namespace OrleansStream.Testing.Tests;

public class VirtualTimeTests
{
    private readonly VirtualTime _time = new();

    private DateTimeOffset Start => VirtualTime.DefaultStart;

    [Fact]
    public void StandsStillUntilAdvanced()
    {
        Assert.Equal(Start, _time.GetUtcNow());
        long stamp = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal(Start.AddSeconds(1.5), _time.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(1.5), _time.GetElapsedTime(stamp));
        _time.AdvanceTo(Start.AddSeconds(2));
        Assert.Equal(Start.AddSeconds(2), _time.GetUtcNow());
    }

    [Fact]
    public void NeverGoesBack()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _time.Advance(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _time.AdvanceTo(Start.AddTicks(-1)));
    }

    [Fact]
    public void FiresInDueOrderAtTheDueTime()
    {
        var fired = new List<string>();
        void Set(string name, double seconds) => _time.CreateTimer(
            _ => fired.Add(FormattableString.Invariant($"{name}@{(_time.GetUtcNow() - Start).TotalSeconds}")),
            null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
        Set("late", 3);
        Set("first", 1);
        Set("second", 1);
        Set("after", 9);
        Assert.Equal(Start.AddSeconds(1), _time.NextDue);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["first@1", "second@1", "late@3"], fired);
        Assert.Equal(Start.AddSeconds(9), _time.NextDue);
    }

    [Fact]
    public void PeriodicTimersFireOncePerPeriodUntilDisposed()
    {
        var fired = new List<double>();
        ITimer timer = _time.CreateTimer(
            _ => fired.Add((_time.GetUtcNow() - Start).TotalSeconds), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal([1, 3, 5], fired);
        timer.Dispose();
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(3, fired.Count);
        Assert.False(timer.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan));
        Assert.Null(_time.NextDue);
    }

    [Fact]
    public void ATimerThatACallbackSetsTakesPartInTheSameMove()
    {
        var fired = new List<double>();
        ITimer? timer = null;
        timer = _time.CreateTimer(
            _ =>
            {
                fired.Add((_time.GetUtcNow() - Start).TotalMilliseconds);
                timer!.Change(TimeSpan.FromMilliseconds(100), Timeout.InfiniteTimeSpan);
            },
            null, TimeSpan.FromMilliseconds(100), Timeout.InfiniteTimeSpan);
        _time.Advance(TimeSpan.FromMilliseconds(350));
        Assert.Equal([100, 200, 300], fired);
        Assert.Equal(Start.AddMilliseconds(350), _time.GetUtcNow());
    }

    [Fact]
    public void ACallbackCannotAdvance()
    {
        Exception? error = null;
        using ITimer timer = _time.CreateTimer(
            _ => error = Record.Exception(() => _time.Advance(TimeSpan.FromSeconds(1))), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<InvalidOperationException>(error);
    }

    [Fact]
    public async Task DelaysAndTimeoutsFollowTheClock()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(2), _time);
        Task delay = Task.Delay(TimeSpan.FromSeconds(3), _time);
        Task never = new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromSeconds(4), _time);
        _time.Advance(TimeSpan.FromSeconds(1.999));
        Assert.False(cancel.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(0.001));
        Assert.True(cancel.IsCancellationRequested);
        Assert.False(delay.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await delay;
        _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<TimeoutException>(() => never);
    }

    [Fact]
    public async Task ATimerDueAtOnceNeedsNoMove()
    {
        var fired = new TaskCompletionSource();
        await using ITimer timer = _time.CreateTimer(_ => fired.SetResult(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        await fired.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(Start, _time.GetUtcNow());
    }

    [Fact]
    public async Task DisposeAsyncWaitsForTheRunningCallback()
    {
        var entered = new TaskCompletionSource();
        using var leave = new ManualResetEventSlim();
        ITimer timer = _time.CreateTimer(
            _ =>
            {
                entered.SetResult();
                leave.Wait();
            },
            null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        Task advance = Task.Run(() => _time.Advance(TimeSpan.FromSeconds(1)));
        await entered.Task;
        ValueTask disposal = timer.DisposeAsync();
        Assert.False(disposal.IsCompleted);
        leave.Set();
        await disposal;
        await advance;
    }

    [Fact]
    public async Task ManyThreadsMaySetTimersWhileItMoves()
    {
        int fired = 0;
        const int threads = 8;
        const int timers = 500;
        Task[] setters = [.. Enumerable.Range(0, threads).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < timers; i++)
            {
                _ = _time.CreateTimer(_ => Interlocked.Increment(ref fired), null, TimeSpan.FromMilliseconds(1 + ((i * thread) % 50)), Timeout.InfiniteTimeSpan);
            }
        }))];
        Task all = Task.WhenAll(setters);
        while (!all.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await all;
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(threads * timers, fired);
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(4294967295)]
    public void RefusesTimesThatNoTimerTakes(long milliseconds)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            _time.CreateTimer(_ => { }, null, TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            _time.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(milliseconds)));
    }
}
