using Microsoft.Extensions.Logging;
using OrleansStream.Encoding;
using OrleansStream.Execution;
using OrleansStream.Metrics;
using OrleansStream.Streams;

namespace OrleansStream;

/// <summary>Where a streaming job is defined and, embedded in this process, run.</summary>
/// <remarks>
/// Define sources, operations and outputs, then start the context; from then on the graph is fixed. A context runs once: after a
/// stop, make a new one. Several contexts may run in one process.
/// </remarks>
public sealed partial class StreamingContext : IAsyncDisposable
{
    private readonly EngineThreads _threads;
    private readonly CancellationTokenSource _disposed = new();

    /// <summary>Makes a context with default options.</summary>
    /// <param name="batchInterval">How often a batch is cut: at least one millisecond, whole milliseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchInterval"/> breaks its rule.</exception>
    public StreamingContext(TimeSpan batchInterval)
        : this(batchInterval, new StreamingContextOptions())
    {
    }

    /// <summary>Makes a context.</summary>
    /// <param name="batchInterval">How often a batch is cut: at least one millisecond, whole milliseconds.</param>
    /// <param name="options">How it runs; not to be changed afterwards.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchInterval"/> breaks its rule.</exception>
    /// <exception cref="ArgumentException">An option breaks its rule.</exception>
    public StreamingContext(TimeSpan batchInterval, StreamingContextOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (batchInterval < TimeSpan.FromMilliseconds(1) || batchInterval.Ticks % TimeSpan.TicksPerMillisecond != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(batchInterval), batchInterval, "A batch interval is at least one millisecond and a whole number of them.");
        }

        options.Validate();
        BatchInterval = batchInterval;
        Options = options;
        Logger = options.LoggerFactory.CreateLogger("OrleansStream");
        Listeners = new ListenerBus(Logger);
        _threads = new EngineThreads(options.EngineThreads, options.JobName);
        Recipes = new Recipes(this);
        Runtime = new JobRuntime(
            options.JobName,
            options.Encoding,
            options.Dispatcher?.Invoke(this) ?? new LocalStageDispatcher(_threads, options.MaxTaskFailures, new TaskSequence(options.TaskOrderSeed), options.ChecksCapturedVariables ? Recipes : null),
            options.TimeProvider,
            new BlockStore(options.MemoryLimitInBytes, new SpillDirectory(options.SpillRoot, Logger), options.Encoding, Logger),
            options.KeyGroups,
            options.DefaultPartitions == 0 ? options.EngineThreads : options.DefaultPartitions,
            options.PoisonBuffers);
        _checkpoint = CheckpointOf(options);
        _origin = SavepointOf(options);
        StaticScope = new BatchScope(Runtime, time: null, attempt: 1, _disposed.Token);
    }

    /// <summary>How often a batch is cut.</summary>
    public TimeSpan BatchInterval { get; }

    /// <summary>The services that the context was given.</summary>
    public IServiceProvider Services => Options.Services;

    /// <summary>How the context runs: for sources and sinks that are written outside the engine. Not to be changed.</summary>
    public StreamingContextOptions Options { get; }

    internal StreamGraph Graph { get; } = new();

    internal JobRuntime Runtime { get; }

    /// <summary>What this process knows of the job for making what user code has made elsewhere.</summary>
    internal Recipes Recipes { get; }

    /// <summary>The home of datasets outside batches.</summary>
    internal BatchScope StaticScope { get; }

    /// <summary>The threads that tasks run on in this process.</summary>
    internal EngineThreads Threads => _threads;

    internal ListenerBus Listeners { get; }

    /// <summary>The job's log, of the category <c>OrleansStream</c>.</summary>
    public ILogger Logger { get; }

    /// <summary>Registers how a type is encoded, in place of the codec that would be derived from its shape.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="codec">The codec.</param>
    /// <exception cref="ArgumentNullException"><paramref name="codec"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The type's codec is in use already.</exception>
    public void RegisterCodec<T>(Codec<T> codec) => Runtime.Encoding.Register(codec);

    /// <summary>Registers how keys of a type that has no canonical identity are told apart: arrays, classes with an equality of their own.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="comparer">The comparer; its name and hashes must stay the same for the life of the job.</param>
    /// <exception cref="ArgumentNullException"><paramref name="comparer"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The type's identity is in use already.</exception>
    public void RegisterKeyComparer<T>(KeyComparer<T> comparer) => Runtime.Encoding.Register(comparer);

    /// <summary>Adds a listener.</summary>
    /// <param name="listener">The listener.</param>
    /// <exception cref="ArgumentNullException"><paramref name="listener"/> is null.</exception>
    public void AddStreamingListener(StreamingListener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        Listeners.Add(listener);
    }

    /// <summary>Removes a listener; does nothing if it was not added.</summary>
    /// <param name="listener">The listener.</param>
    /// <exception cref="ArgumentNullException"><paramref name="listener"/> is null.</exception>
    public void RemoveStreamingListener(StreamingListener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        Listeners.Remove(listener);
    }
}
