using System.Reflection;
using Microsoft.Extensions.Logging;
using OrleansStream.Batches;
using OrleansStream.Checkpoints;
using OrleansStream.Sources;

namespace OrleansStream;

public sealed partial class StreamingContext
{
    private static readonly TimeSpan LeastCommitInterval = TimeSpan.FromMilliseconds(100);

    private ICheckpointStore? _checkpoint;
    private CheckpointObjects? _objects;

    internal bool HasCheckpoint => _checkpoint is not null;

    /// <summary>The parts of the checkpoint, or null if there is none.</summary>
    internal CheckpointObjects? CheckpointObjects => _checkpoint is null ? null : _objects ??= new CheckpointObjects(_checkpoint);

    /// <summary>The checkpoint that hosts of the job's state share with the coordinator.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    internal ICheckpointStore SharedCheckpoint() => _checkpoint ?? throw new InvalidOperationException(
        $"Job {Options.JobName} has state on partition hosts, which needs a checkpoint: set {nameof(StreamingContextOptions.CheckpointStore)} to a store that every host reaches.");

    /// <summary>Makes the job keep a checkpoint in a directory, and continue from the one that is there.</summary>
    /// <param name="directory">The directory, made at the start if it is not there; a relative path is resolved now. Or an address that
    /// <see cref="StreamingContextOptions.Storage"/> knows. Null turns the checkpoint off, also one that the options have.</param>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is white space, no path, or an address that nobody knows.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>
    /// <para>
    /// With a checkpoint a batch's effects count once however often the job is stopped, killed and started again. A job that is started with a
    /// checkpoint goes on where the last committed batch left it: batches that were sealed run again over the same input, then those whose
    /// times have passed meanwhile, in order, each one. Another process that still runs the job may commit nothing more, and stops.
    /// </para>
    /// <para>
    /// The checkpoint holds data and no code: code defines the graph, and data is matched by the names of operators, so give them names with
    /// <c>Named</c> if the graph may change. <see cref="StreamingContextOptions.OnFailure"/> is by default to retry, then to stop.
    /// Receivers write what they store to a log in the checkpoint (<see cref="StreamingContextOptions.ReceiverWriteAheadLog"/>). Sources that keep
    /// what they bring in in memory alone (receivers without the log, queues) lose what was sealed and not committed, and say so in the log.
    /// </para>
    /// </remarks>
    public void Checkpoint(string? directory)
    {
        if (State != StreamingContextState.Initialized)
        {
            throw new InvalidOperationException("The checkpoint cannot be changed any more: the context has been started. Say where it is before the start.");
        }

        _checkpoint = directory is null ? null : Options.Storage.OpenCheckpoint(directory);
        _objects = null;
    }

    /// <summary>Makes a context that continues from the checkpoint in a directory, or begins one there.</summary>
    /// <param name="directory">The directory, or an address that the <see cref="StreamingContextOptions.Storage"/> of the context knows.</param>
    /// <param name="create">Defines the job; always called, since a checkpoint holds no code.</param>
    /// <returns>What <paramref name="create"/> has made, with its checkpoint in <paramref name="directory"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is null, white space, no path, or an address that nobody knows.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="create"/> is null.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="create"/> gave null, a context that has been started, or one with another
    /// checkpoint.</exception>
    public static StreamingContext GetOrCreate(string directory, Func<StreamingContext> create)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ArgumentNullException.ThrowIfNull(create);
        StreamingContext context = create() ?? throw new InvalidOperationException($"The function given to {nameof(GetOrCreate)} has returned null.");
        ICheckpointStore place = context.Options.Storage.OpenCheckpoint(directory);
        if (context._checkpoint is { } other && other.ToString() != place.ToString())
        {
            throw new InvalidOperationException(
                $"{nameof(GetOrCreate)} was asked for a job with its checkpoint in '{place}', and the function has made one that keeps it in '{other}'. Say it in one place.");
        }

        context.Checkpoint(directory);
        return context;
    }

    /// <summary>Finds out whether the job as it is defined here can go on from the checkpoint that there is, while another process may still run it,
    /// or begin with the savepoint that it is to start from. Changes nothing.</summary>
    /// <exception cref="CheckpointException">It cannot; the message says why and what to do.</exception>
    internal async Task CheckContinuationAsync(CancellationToken cancellation)
    {
        if (CheckpointObjects is not { } objects)
        {
            return;
        }

        Head? found = await new HeadKeeper(_checkpoint!).FindAsync(cancellation).ConfigureAwait(false);
        if (found is null or { IsEmptied: true })
        {
            if (_origin is not { } origin)
            {
                return;
            }

            objects = new CheckpointObjects(origin);
            found = await Savepoint.ReadHeadAsync(origin, objects, cancellation).ConfigureAwait(false);
        }

        // What is prepared now will be published before the job goes on.
        Head head = Continue(found with { Prepared = [] });
        await new AccumulatorKeeper(Runtime.Facts, objects).RestoreAsync(head, cancellation).ConfigureAwait(false);
        var storage = new StateStorage(objects, Threads, Options.StatePartLength);
        foreach (IGrouping<string, StoredState> stored in head.KeptStates.GroupBy(stored => stored.Operator, StringComparer.Ordinal))
        {
            if (Runtime.States.TryFind(stored.Key) is { } state)
            {
                StateKeeper.CheckKeys(state, stored.First());
                await state.ArchiveIn(storage).CheckAsync([.. stored], cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Where the options say that the checkpoint is, or null for none.</summary>
    private static ICheckpointStore? CheckpointOf(StreamingContextOptions options) =>
        options.CheckpointStore ?? (options.CheckpointDirectory is { } directory ? options.Storage.OpenCheckpoint(directory) : null);

    /// <summary>How much one head commits.</summary>
    private TimeSpan CommitInterval() => Options.CommitInterval
        ?? (_checkpoint is not null && BatchInterval < LeastCommitInterval ? LeastCommitInterval : BatchInterval);

    private Head Continue(Head? stored) =>
        HeadContinuation.Continue(stored, FirstHead(), Graph, Options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds());

    private Head FirstHead()
    {
        BatchTime zero = BatchClock.FirstAfter(Options.TimeProvider.GetUtcNow(), BatchInterval) - BatchInterval;
        return new Head(
            Epoch: 0,
            Zero: zero,
            Committed: zero,
            Open: [],
            Prepared: [],
            CodeVersion: Assembly.GetEntryAssembly()?.GetName().Version?.ToString() ?? "",
            Options.KeyGroups,
            Runtime.DefaultPartitions,
            Assignment: 0,
            Interval: (long)BatchInterval.TotalMilliseconds,
            Remembered: [],
            Accumulators: [],
            RememberedAfter: zero,
            Hosts: Runtime.Dispatcher.Hosts?.HostCount ?? 0);
    }

    /// <summary>The last committed batch that is not remembered any more: the last one at all, if no stream remembers more than that.</summary>
    private BatchTime RestoredAfterOf(Head claimed)
    {
        if (Graph.RememberDuration <= BatchInterval || claimed.RememberedAfter is not { } kept)
        {
            return claimed.Committed;
        }

        BatchTime remembered = claimed.Committed - Graph.RememberDuration;
        BatchTime first = kept > remembered ? kept : remembered;
        return first > claimed.Zero ? first : claimed.Zero;
    }

    /// <summary>What keeps beside the head what the job must not lose, or null for a job without a checkpoint.</summary>
    private CheckpointKeepers? Keepers() => CheckpointObjects is not { } objects
        ? null
        : new CheckpointKeepers(
            objects,
            new AccumulatorKeeper(Runtime.Facts, objects),
            new DatasetKeeper(Graph, Runtime.Blocks, objects),
            StatesIn(new StateStorage(objects, Threads, Options.StatePartLength)),
            new LeftoverSweeper(objects, Options.TimeProvider, Options.CheckpointGracePeriod));

    private StateKeeper StatesIn(StateStorage storage) => Runtime.Dispatcher.Hosts is { } hosts
        ? new HostedStateKeeper(Options.JobName, Epoch, Runtime.States, storage, hosts, Logger)
        : new LocalStateKeeper(Options.JobName, Runtime.States, storage, Logger);

    /// <summary>Gives the job what an earlier life of it has left.</summary>
    private async Task RestoreAsync(Head claimed, CheckpointKeepers? keepers, CancellationToken cancellation)
    {
        if (keepers is null || claimed.Epoch == 1)
        {
            return;
        }

        GoesOn(Logger, Options.JobName, _checkpoint!, claimed.Committed.Milliseconds, claimed.Open.Count, claimed.Epoch);
        await keepers.Leftovers.SweepAsync(claimed, cancellation).ConfigureAwait(false);
        await keepers.Accumulators.RestoreAsync(claimed, cancellation).ConfigureAwait(false);
        await keepers.States.RestoreAsync(claimed, cancellation).ConfigureAwait(false);
        foreach (InputSource source in Graph.Inputs)
        {
            if (HeadContinuation.SealsOf(source, claimed) is { Count: > 0 } seals)
            {
                await source.RestoreAsync(seals, cancellation).ConfigureAwait(false);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} continues from the checkpoint in '{Store}': committed up to {Committed} ms, {Sealed} sealed batches to run again, epoch {Epoch}.")]
    private static partial void GoesOn(ILogger logger, string job, ICheckpointStore store, long committed, int @sealed, long epoch);
}
