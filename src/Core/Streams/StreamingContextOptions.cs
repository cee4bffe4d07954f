using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream;

/// <summary>How a <see cref="StreamingContext"/> runs; checked when a context is made from it.</summary>
public sealed partial class StreamingContextOptions
{
    /// <summary>The job's name, in logs, metrics and names of staged output.</summary>
    /// <value>The default is <c>job</c>.</value>
    public string JobName { get; set; } = "job";

    /// <summary>How many threads run tasks.</summary>
    /// <value>The default is one per processor. At least 1.</value>
    public int EngineThreads { get; set; } = Environment.ProcessorCount;

    /// <summary>Partitions of a shuffle that was not told how many.</summary>
    /// <value>The default, 0, stands for <see cref="EngineThreads"/>.</value>
    public int DefaultPartitions { get; set; }

    /// <summary>How many groups keys hash into; fixed for the life of a job.</summary>
    /// <value>The default is 1024. From 1 to 65536.</value>
    public int KeyGroups { get; set; } = 1024;

    /// <summary>How often a task is tried before its output operation fails.</summary>
    /// <value>The default is 4. At least 1.</value>
    public int MaxTaskFailures { get; set; } = 4;

    /// <summary>Whether actions in bodies of batches (<c>ForeachRdd</c>, <c>Transform</c>) refuse functions that a cluster could not run on other
    /// processes, though all runs in this one: for tests of jobs that are to run on clusters.</summary>
    /// <value>The default is false.</value>
    public bool ChecksCapturedVariables { get; set; }

    /// <summary>What happens to a batch that failed.</summary>
    /// <value>The default, null, stands for <see cref="FailurePolicy.RetryThenStop"/> with a durable checkpoint and
    /// <see cref="FailurePolicy.ReportAndContinue"/> without.</value>
    public FailurePolicy? OnFailure { get; set; }

    /// <summary>How often a batch, a seal or a publication is tried under <see cref="FailurePolicy.RetryThenStop"/>.</summary>
    /// <value>The default is 4. At least 1.</value>
    public int MaxBatchAttempts { get; set; } = 4;

    /// <summary>How long to wait before a batch, a seal or a publication is tried again.</summary>
    /// <value>The default is one second.</value>
    public TimeSpan BatchRetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a receiver gathers records before it cuts a block; a block becomes a partition.</summary>
    /// <value>The default is 200 ms. At least one millisecond.</value>
    public TimeSpan BlockInterval { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How many of a receiver's blocks may wait to be stored; while that many do, records gather in the next one.</summary>
    /// <value>The default is 10. At least 1.</value>
    public int BlockQueueSize { get; set; } = 10;

    /// <summary>How many bytes a text source gathers for a line whose end does not come before it gives the input up.</summary>
    /// <value>The default is 16 MiB. At least 1024. A longer line that arrives in one piece may still be taken.</value>
    public int MaxLineBytes { get; set; } = 16 << 20;

    /// <summary>How far back in time a file stream looks at least for files that it has not taken yet, and remembers those that it has.</summary>
    /// <value>The default is one minute. Positive; rounded up to whole batch intervals. A file that shows up longer after it was last written is
    /// never read.</value>
    public TimeSpan FileStreamMinRememberDuration { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How large a part of a file one task reads; larger files are cut, where their format allows it.</summary>
    /// <value>The default is 32 MiB. At least 1. It must be the same in every process of a cluster.</value>
    public long FileSplitBytes { get; set; } = 32 << 20;

    /// <summary>How files may be compressed: sources of lines, and those whose format says so (<see cref="FileFormat{T}.ReadsCompressedFiles"/>), look at how a file's
    /// name ends. A compressed file is read by one task.</summary>
    /// <value>The default is gzip, <c>.gz</c>. Each extension once. Looked at when a source is made.</value>
    public IList<CompressionCodec> CompressionCodecs { get; } = [new GzipCodec()];

    /// <summary>How long a receiver waits before it is started again.</summary>
    /// <value>The default is two seconds. At most 24 days.</value>
    public TimeSpan ReceiverRestartDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a graceful stop may take before it becomes an immediate one.</summary>
    /// <value>The default, null, stands for ten batch intervals, at least ten seconds.</value>
    public TimeSpan? GracefulStopTimeout { get; set; }

    /// <summary>Where time comes from.</summary>
    /// <value>The default is the system clock.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where log messages go.</summary>
    /// <value>The default drops them.</value>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>What the meter and the activity source are called, for those who listen to them and for sources and sinks that add to them.</summary>
    public const string InstrumentsName = "OrleansStream";

    /// <summary>Where meters come from.</summary>
    /// <value>The default, null, makes one of its own.</value>
    public IMeterFactory? MeterFactory { get; set; }

    /// <summary>The services that jobs may ask for.</summary>
    /// <value>The default has none.</value>
    public IServiceProvider Services { get; set; } = EmptyServices.Instance;

    /// <summary>The services of the process that hosts the job, where the job has a container of its own or there is more than it may ask for.</summary>
    /// <value>The default, null, stands for <see cref="Services"/>.</value>
    internal IServiceProvider? HostServices { get; set; }

    /// <summary>Where <c>Print</c> writes.</summary>
    /// <value>The default is the console's standard output.</value>
    public TextWriter Output { get; set; } = Console.Out;

    /// <summary>Makes what runs the context's stages.</summary>
    /// <value>The default, null, runs them on this process's engine threads.</value>
    internal Func<StreamingContext, IStageDispatcher>? Dispatcher { get; set; }

    /// <summary>How records and keys are encoded.</summary>
    /// <value>The default knows the types that the codec derives by itself.</value>
    public JobEncoding Encoding { get; set; } = new();

    /// <summary>Shuffles the order in which the tasks of a stage start, to show that nothing depends on it.</summary>
    /// <value>The default, null, starts them by partition.</value>
    internal int? TaskOrderSeed { get; set; }

    /// <summary>Whether buffers are overwritten when they go back to a pool, so that code which kept one is seen to.</summary>
    /// <value>The default is false; tests turn it on.</value>
    public bool PoisonBuffers { get; set; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value breaks its rule.</exception>
    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(JobName);
        Check(EngineThreads >= 1, nameof(EngineThreads), EngineThreads, "must be at least 1");
        Check(DefaultPartitions >= 0, nameof(DefaultPartitions), DefaultPartitions, "must be 0 (one per engine thread) or more");
        Check(KeyGroups is >= 1 and <= 65536, nameof(KeyGroups), KeyGroups, "must be from 1 to 65536");
        Check(MaxTaskFailures >= 1, nameof(MaxTaskFailures), MaxTaskFailures, "must be at least 1");
        Check(MaxBatchAttempts >= 1, nameof(MaxBatchAttempts), MaxBatchAttempts, "must be at least 1");
        Check(MemoryLimit is null or >= 0, nameof(MemoryLimit), MemoryLimit, "must not be negative");
        Check(BatchRetryDelay >= TimeSpan.Zero, nameof(BatchRetryDelay), BatchRetryDelay, "must not be negative");
        Check(BlockInterval >= TimeSpan.FromMilliseconds(1), nameof(BlockInterval), BlockInterval, "must be at least one millisecond");
        Check(BlockQueueSize >= 1, nameof(BlockQueueSize), BlockQueueSize, "must be at least 1");
        Check(MaxLineBytes >= 1024, nameof(MaxLineBytes), MaxLineBytes, "must be at least 1024");
        Check(FileStreamMinRememberDuration > TimeSpan.Zero, nameof(FileStreamMinRememberDuration), FileStreamMinRememberDuration, "must be positive");
        Check(FileSplitBytes >= 1, nameof(FileSplitBytes), FileSplitBytes, "must be at least 1");
        Check(
            ReceiverRestartDelay >= TimeSpan.Zero && ReceiverRestartDelay <= Receiver.LongestDelay,
            nameof(ReceiverRestartDelay),
            ReceiverRestartDelay,
            "must not be negative nor longer than 24 days");
        Check(GracefulStopTimeout is null || (GracefulStopTimeout > TimeSpan.Zero && GracefulStopTimeout <= TimeSpan.FromDays(24)), nameof(GracefulStopTimeout), GracefulStopTimeout, "must be positive and at most 24 days");
        string[] extensions = [.. CompressionCodecs.Select(codec => codec?.Extension ?? "null")];
        string all = string.Join(", ", extensions);
        Check(Array.TrueForAll(extensions, one => one is ['.', _, ..]), nameof(CompressionCodecs), all, "must hold codecs whose extensions are a dot and more");
        Check(extensions.Distinct(StringComparer.Ordinal).Count() == extensions.Length, nameof(CompressionCodecs), all, "must have each extension once");
        ValidateRates();
        ValidateCheckpoint();
        ValidateSavepoint();
        ValidateState();
        Check(OnFailure is null || Enum.IsDefined(OnFailure.Value), nameof(OnFailure), OnFailure, "must be one of the policies");
        foreach ((object? value, string name) in new (object?, string)[]
        {
            (TimeProvider, nameof(TimeProvider)), (LoggerFactory, nameof(LoggerFactory)), (Services, nameof(Services)),
            (Output, nameof(Output)), (Encoding, nameof(Encoding)),
        })
        {
            Check(value is not null, name, "null", "must not be null");
        }
    }

    private static void Check(bool holds, string name, object? value, string rule)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"{nameof(StreamingContextOptions)}.{name} is {value}; it {rule}."), name);
        }
    }

    private sealed class EmptyServices : IServiceProvider
    {
        internal static readonly EmptyServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
