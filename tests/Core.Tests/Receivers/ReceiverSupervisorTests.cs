using Microsoft.Extensions.Logging.Abstractions;
using OrleansStream.Metrics;
using OrleansStream.Receivers;

namespace OrleansStream.Core.Tests.Receivers;

public sealed class ReceiverSupervisorTests : IAsyncLifetime
{
    private static readonly TimeSpan BlockInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);

    private readonly ManualTime _time = new();
    private readonly ListenerBus _bus = new(NullLogger.Instance);
    private readonly ReceiverLog _log = new();
    private readonly ScriptedReceiver _receiver;
    private readonly ReceiverSupervisor _supervisor;

    public ReceiverSupervisorTests()
    {
        _receiver = new ScriptedReceiver(_log);
        _supervisor = new ReceiverSupervisor(_receiver, new ReceiverSettings(3, "Numbers", _time, BlockInterval, Delay, _bus, NullLogger.Instance));
        _receiver.Attach(_supervisor);
        _bus.Add(_log);
    }

    public Task InitializeAsync()
    {
        _bus.Start();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _supervisor.StopAsync(CancellationToken.None).Within();
        await _bus.StopAsync().Within();
    }

    [Fact]
    public async Task A_start_and_a_stop()
    {
        Assert.True(_receiver.IsStopped);
        await _supervisor.StartAsync().Within();
        Assert.True(_receiver.IsStarted);
        Assert.Equal(("Numbers", 3, BlockInterval), (_receiver.StreamName, _receiver.StreamId, _receiver.BlockInterval));
        await _supervisor.StopAsync(CancellationToken.None).Within();
        Assert.True(_receiver.IsStopped);
        await _log.ExpectAsync("started", "OnStart", "OnStop", "stopped");
        Assert.Equal(new ReceiverInfo(3, "Numbers", false, Environment.MachineName, null, null, null), _log.LastInfo);
    }

    [Fact]
    public async Task A_restart_waits_for_the_delay()
    {
        await _supervisor.StartAsync().Within();
        var cause = new IOException("gone");
        _receiver.Restart("lost the line", cause);
        Assert.True(_receiver.IsStopped);
        await _log.ExpectAsync("started", "OnStart", "OnStop", "stopped");
        Assert.Equal(("lost the line", cause, _time.GetUtcNow()), (_log.LastInfo!.LastErrorMessage, _log.LastInfo.LastError, _log.LastInfo.LastErrorTime));
        await _time.TimerAsync(Delay).Within();
        _time.Advance(Delay - TimeSpan.FromMilliseconds(1));
        Assert.True(_receiver.IsStopped);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await _log.ExpectAsync("started", "OnStart", "OnStop", "stopped", "started", "OnStart");
        Assert.True(_receiver.IsStarted);
    }

    [Fact]
    public async Task A_restart_takes_the_delay_it_is_given()
    {
        await _supervisor.StartAsync().Within();
        _receiver.Restart("at once", delay: TimeSpan.Zero);
        await _log.ExpectAsync("started", "OnStart", "OnStop", "stopped", "started", "OnStart");
    }

    [Fact]
    public async Task A_stopped_receiver_is_started_again()
    {
        await _supervisor.StartAsync().Within();
        _receiver.Stop("tired");
        await _time.TimerAsync(Delay).Within();
        _time.Advance(Delay);
        await _log.ExpectAsync("started", "OnStart", "OnStop", "stopped", "started", "OnStart");
        Assert.Equal("tired", _log.LastInfo!.LastErrorMessage);
    }

    [Fact]
    public async Task Many_restarts_of_one_run_are_one()
    {
        await _supervisor.StartAsync().Within();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => _receiver.Restart("again")))).Within();
        await _time.TimerAsync(Delay).Within();
        _time.Advance(Delay);
        await _log.ExpectAsync("started", "OnStart", "OnStop", "stopped", "started", "OnStart");
    }

    [Fact]
    public async Task An_error_is_reported_and_the_run_goes_on()
    {
        await _supervisor.StartAsync().Within();
        var cause = new IOException("hiccup");
        _receiver.ReportError("odd bytes", cause);
        await _log.ExpectAsync("started", "OnStart", "error");
        Assert.True(_receiver.IsStarted);
        Assert.Equal(("odd bytes", cause, true), (_log.LastInfo!.LastErrorMessage, _log.LastInfo.LastError, _log.LastInfo.IsActive));
    }

    [Fact]
    public async Task An_exception_in_OnStart_stops_the_receiver_which_is_started_again()
    {
        _receiver.OnStartDo = () => throw new IOException("not yet");
        await _supervisor.StartAsync().Within();
        await _log.ExpectAsync("started", "OnStart", "OnStop", "stopped");
        Assert.Equal("OnStart failed: not yet", _log.LastInfo!.LastErrorMessage);
        _receiver.OnStartDo = null;
        await _time.TimerAsync(Delay).Within();
        _time.Advance(Delay);
        await _log.ExpectAsync("started", "OnStart", "OnStop", "stopped", "started", "OnStart");
        Assert.True(_receiver.IsStarted);
    }

    [Fact]
    public async Task An_exception_in_OnStop_is_reported_and_changes_nothing_else()
    {
        _receiver.OnStopDo = () => throw new IOException("stuck");
        await _supervisor.StartAsync().Within();
        _receiver.Restart("again", delay: TimeSpan.Zero);
        await _log.ExpectAsync("started", "OnStart", "OnStop", "error", "stopped", "started", "OnStart");
    }

    [Fact]
    public async Task A_restart_inside_OnStart_begins_after_it()
    {
        _receiver.OnStartDo = () =>
        {
            _receiver.OnStartDo = null;
            _receiver.Restart("changed my mind", delay: TimeSpan.Zero);
            _log.Add("leaving OnStart");
        };
        await _supervisor.StartAsync().Within();
        await _log.ExpectAsync("started", "OnStart", "leaving OnStart", "OnStop", "stopped", "started", "OnStart");
    }

    [Fact]
    public async Task A_run_ends_when_its_loops_have()
    {
        var release = new TaskCompletionSource();
        _receiver.Loop = async stopping =>
        {
            var told = new TaskCompletionSource();
            using CancellationTokenRegistration _ = stopping.Register(told.SetResult);
            await told.Task;
            _log.Add("loop told");
            await release.Task;
            _log.Add("loop over");
        };
        await _supervisor.StartAsync().Within();
        Task stop = _supervisor.StopAsync(CancellationToken.None);
        await _log.ContainsAsync("loop told");
        Assert.False(stop.IsCompleted);
        release.SetResult();
        await stop.Within();
        await _log.ContainsAsync("stopped");
        Assert.True(_log.IndexOf("loop over") < _log.IndexOf("stopped"));
    }

    [Fact]
    public async Task A_loop_that_throws_restarts_the_receiver()
    {
        _receiver.Loop = _ => throw new IOException("cut off");
        await _supervisor.StartAsync().Within();
        await _log.ExpectAsync("started", "OnStart", "OnStop", "stopped");
        Assert.Equal("A loop failed: cut off", _log.LastInfo!.LastErrorMessage);
        _receiver.Loop = null;
        await _time.TimerAsync(Delay).Within();
        _time.Advance(Delay);
        await _log.ExpectAsync("started", "OnStart", "OnStop", "stopped", "started", "OnStart");
    }

    [Fact]
    public async Task A_loop_that_does_not_end_is_left_behind_when_the_stop_is_in_a_hurry()
    {
        var never = new TaskCompletionSource();
        _receiver.Loop = _ => never.Task;
        await _supervisor.StartAsync().Within();
        Task stop = _supervisor.StopAsync(new CancellationToken(canceled: true));
        await _time.TimerAsync(ReceiverSupervisor.StopPatience).Within();
        Assert.False(stop.IsCompleted);
        _time.Advance(ReceiverSupervisor.StopPatience);
        await stop.Within();
        never.SetResult();
    }

    [Fact]
    public async Task A_stop_during_the_delay_ends_the_wait()
    {
        await _supervisor.StartAsync().Within();
        _receiver.Restart("again");
        await _time.TimerAsync(Delay).Within();
        await _supervisor.StopAsync(CancellationToken.None).Within();
        _time.Advance(Delay * 2);
        await _log.ExpectAsync("started", "OnStart", "OnStop", "stopped");
        Assert.True(_receiver.IsStopped);
    }

    [Fact]
    public async Task After_the_stop_nothing_starts_it()
    {
        await _supervisor.StartAsync().Within();
        await _supervisor.StopAsync(CancellationToken.None).Within();
        _receiver.Restart("again", delay: TimeSpan.Zero);
        _receiver.Stop("again");
        Assert.Throws<InvalidOperationException>(() => _receiver.RunLoop(_ => Task.CompletedTask));
        await _supervisor.StartAsync().Within();
        await _log.ExpectAsync("started", "OnStart", "OnStop", "stopped");
    }

    [Fact]
    public void Arguments_are_checked()
    {
        Assert.Throws<ArgumentNullException>("message", () => _receiver.Restart(null!));
        Assert.Throws<ArgumentOutOfRangeException>("delay", () => _receiver.Restart("again", delay: TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>("delay", () => _receiver.Restart("again", delay: TimeSpan.FromDays(25)));
        Assert.Throws<ArgumentNullException>("message", () => _receiver.Stop(null!));
        Assert.Throws<ArgumentNullException>("message", () => _receiver.ReportError(null!));
        Assert.Throws<ArgumentNullException>("loop", () => _receiver.RunLoop(null!));
    }

    [Fact]
    public void Without_a_context_a_receiver_says_what_it_lacks()
    {
        var receiver = new ScriptedReceiver(_log);
        Assert.True(receiver.IsStopped);
        Assert.False(receiver.IsStarted);
        Assert.Contains("ReceiverStream", Assert.Throws<InvalidOperationException>(() => receiver.StreamName).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => receiver.Store(1));
        Assert.Throws<InvalidOperationException>(() => receiver.Restart("again"));
        Assert.Throws<InvalidOperationException>(() => receiver.ReportError("odd"));
    }
}
