using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OrleansStream.Core.Tests.Hosting;

public sealed class StreamingJobHostTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_job_starts_and_stops_with_its_host()
    {
        var probe = new Probe();
        using IHost host = HostOf<GoodJob>(probe, options =>
        {
            options.BatchInterval = TimeSpan.FromMilliseconds(10);
            options.Arguments = JobArguments.Parse("--word", "hello");
        });

        await host.StartAsync();
        Assert.Equal("hello", await probe.FirstRecord.Task.WaitAsync(Patience));
        Assert.Equal(StreamingContextState.Active, probe.Context!.State);
        await host.StopAsync();

        Assert.Equal(StreamingContextState.Stopped, probe.Context.State);
    }

    [Fact]
    public async Task A_job_takes_what_the_host_has()
    {
        var probe = new Probe();
        var clock = new Clock();
        using IHost host = HostOf<GoodJob>(probe, null, services => services.AddSingleton<TimeProvider>(clock));

        await host.StartAsync();

        StreamingContextOptions used = probe.Context!.Options;
        Assert.Equal(TimeSpan.FromSeconds(1), probe.Context.BatchInterval);
        Assert.Equal(nameof(GoodJob), used.JobName);
        Assert.Same(host.Services.GetRequiredService<ILoggerFactory>(), used.LoggerFactory);
        Assert.Same(host.Services.GetRequiredService<IMeterFactory>(), used.MeterFactory);
        Assert.Same(clock, used.TimeProvider);
        Assert.Same(probe, used.Services.GetService<Probe>());
        await host.StopAsync();
    }

    [Fact]
    public async Task A_job_that_fails_stops_the_host_and_the_failure_is_thrown()
    {
        var probe = new Probe();
        var logs = new LogMemory();
        using IHost host = HostOf<BadJob>(
            probe, options => options.BatchInterval = TimeSpan.FromMilliseconds(10), services => services.AddSingleton<ILoggerProvider>(logs));

        var error = await Assert.ThrowsAsync<OperatorFailedException>(() => host.RunAsync().WaitAsync(Patience));

        Assert.Equal("broken", error.InnerException?.Message);
        Assert.Contains(logs.Messages, message => message == "Critical: Job BadJob failed; the host is stopping.");
        Assert.Equal(StreamingContextState.Stopped, probe.Context!.State);
    }

    [Fact]
    public async Task Options_are_checked_at_the_start_and_every_broken_rule_is_named()
    {
        using IHost host = HostOf<GoodJob>(new Probe(), options =>
        {
            options.BatchInterval = TimeSpan.Zero;
            options.Arguments = null!;
            options.Context.EngineThreads = 0;
        });

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(
            [
                "Job GoodJob: StreamingJobOptions.BatchInterval is 00:00:00; it must be at least one millisecond and a whole number of them.",
                "Job GoodJob: StreamingJobOptions.Arguments is null; it must not be null.",
                "Job GoodJob: StreamingContextOptions.EngineThreads is 0; it must be at least 1. (Parameter 'EngineThreads')",
            ],
            error.Failures);
    }

    [Fact]
    public async Task Bad_arguments_stop_the_start()
    {
        using IHost host = HostOf<GoodJob>(new Probe(), options => options.Arguments = JobArguments.Parse("--copies", "none"));

        var error = await Assert.ThrowsAsync<JobArgumentException>(() => host.StartAsync());

        Assert.Equal("copies", error.Argument);
    }

    [Fact]
    public async Task A_job_may_have_a_container_of_its_own()
    {
        var probe = new Probe();
        using (IHost host = HostOf<ServiceJob>(probe, options => options.Arguments = JobArguments.Parse("--greeting", "hi")))
        {
            await host.StartAsync();

            Assert.Equal("hi", probe.Greeter!.Greeting);
            Assert.Same(probe.Greeter, probe.Context!.Services.GetRequiredService<Greeter>());
            Assert.NotNull(probe.Context.Services.GetService<ILogger<ServiceJob>>());
            Assert.Null(host.Services.GetService<Greeter>());
            await host.StopAsync();
            Assert.False(probe.Greeter.IsDisposed);
        }

        Assert.True(probe.Greeter.IsDisposed);
    }

    [Fact]
    public async Task Options_may_be_set_asynchronously()
    {
        var probe = new Probe();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(probe);
        builder.Services.AddStreamingJob<GoodJob>(async options =>
        {
            await Task.Yield();
            options.BatchInterval = TimeSpan.FromMinutes(1);
        });
        using IHost host = builder.Build();

        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(TimeSpan.FromMinutes(1), probe.Context!.BatchInterval);
    }

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => new ServiceCollection().AddStreamingJob<GoodJob>((Action<StreamingJobOptions>)null!));
        Assert.Throws<ArgumentNullException>(() => new ServiceCollection().AddStreamingJob<GoodJob>((Func<StreamingJobOptions, Task>)null!));
        Assert.Throws<ArgumentNullException>(() => ((IServiceCollection)null!).AddStreamingJob<GoodJob>());
    }

    private static IHost HostOf<TJob>(Probe probe, Action<StreamingJobOptions>? configure, Action<IServiceCollection>? more = null)
        where TJob : class, IStreamingJob
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddMetrics();
        builder.Services.AddSingleton(probe);
        more?.Invoke(builder.Services);
        _ = configure is null ? builder.Services.AddStreamingJob<TJob>() : builder.Services.AddStreamingJob<TJob>(configure);
        return builder.Build();
    }

    private sealed class Probe
    {
        internal StreamingContext? Context { get; set; }

        internal Greeter? Greeter { get; set; }

        internal TaskCompletionSource<string> FirstRecord { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class GoodJob(Probe probe) : IStreamingJob
    {
        public void Define(StreamingContext ssc, JobArguments args)
        {
            probe.Context = ssc;
            IEnumerable<string> words = Enumerable.Repeat(args.Get("word", "word"), args.Get("copies", 1));
            ssc.QueueStream(new Queue<Rdd<string>>([ssc.MakeRdd(words)])).ForeachRdd(async (rdd, _, cancellation) =>
            {
                foreach (string word in await rdd.CollectAsync(cancellation))
                {
                    probe.FirstRecord.TrySetResult(word);
                }
            });
        }
    }

    private sealed class BadJob(Probe probe) : IStreamingJob
    {
        public void Define(StreamingContext ssc, JobArguments args)
        {
            probe.Context = ssc;
            ssc.QueueStream(new Queue<Rdd<int>>([ssc.MakeRdd([1])]))
                .Map(int (int _) => throw new InvalidOperationException("broken"))
                .ForeachRdd(async (rdd, _, cancellation) => await rdd.CollectAsync(cancellation));
        }
    }

    private sealed class ServiceJob(Probe probe) : IStreamingJob, IConfigureJobServices
    {
        public void ConfigureServices(IServiceCollection services, JobArguments args) =>
            services.AddSingleton(_ => new Greeter(args.Get<string>("greeting")));

        public void Define(StreamingContext ssc, JobArguments args)
        {
            probe.Context = ssc;
            probe.Greeter = ssc.Services.GetRequiredService<Greeter>();
            ssc.QueueStream(new Queue<Rdd<int>>()).ForeachRdd(_ => Task.CompletedTask);
        }
    }

    private sealed class Greeter(string greeting) : IDisposable
    {
        internal string Greeting => greeting;

        internal bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class Clock : TimeProvider
    {
    }

    private sealed class LogMemory : ILoggerProvider, ILogger
    {
        internal System.Collections.Concurrent.ConcurrentQueue<string> Messages { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Messages.Enqueue($"{logLevel}: {formatter(state, exception)}");

        public void Dispose()
        {
        }
    }
}
