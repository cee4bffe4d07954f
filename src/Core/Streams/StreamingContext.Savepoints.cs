using Microsoft.Extensions.Logging;
using OrleansStream.Checkpoints;

namespace OrleansStream;

public sealed partial class StreamingContext
{
    private ICheckpointStore? _origin;

    /// <summary>Writes a savepoint: a copy of what the job has committed that is complete in itself, from which any number of jobs may start.</summary>
    /// <param name="directory">Where; a directory that is not there yet or has no files, or an address that
    /// <see cref="StreamingContextOptions.Storage"/> knows. A relative path is resolved now.</param>
    /// <param name="cancellationToken">Gives up, and leaves a directory that holds no savepoint.</param>
    /// <returns>The last batch in it.</returns>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is null, white space, no path, or an address that nobody knows.</exception>
    /// <exception cref="InvalidOperationException">There are files in the directory, the job has no checkpoint, or it has not been started.</exception>
    /// <exception cref="JobFencedException">Another process has taken the job over.</exception>
    /// <exception cref="CheckpointUnavailableException">The directory cannot be written.</exception>
    /// <remarks>Batches do not wait for it. It has everything up to the last committed batch, and what logged receivers have stored since; what is
    /// committed while it is written is not in it. May be called after a stop too, for the last state there is.</remarks>
    public async Task<BatchTime> SavepointAsync(string directory, CancellationToken cancellationToken = default)
    {
        ICheckpointStore target = Options.Storage.OpenCheckpoint(directory);
        bool isInUse = target is DirectoryCheckpointStore { Path: var path }
            ? Directory.Exists(path) && Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Any()
            : await target.ReadHeadAsync(cancellationToken).ConfigureAwait(false) is not null
                || (target is IListingCheckpointStore listing && await listing.ListAsync("", cancellationToken).AnyAsync(cancellationToken).ConfigureAwait(false));
        if (isInUse)
        {
            throw new InvalidOperationException($"A savepoint cannot be written to '{target}': there are files in it. Use a place that is empty or not there.");
        }

        return await SavepointAsync(target, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a savepoint to a store.</summary>
    /// <param name="store">Where; nothing may be in it.</param>
    /// <param name="cancellationToken">Gives up, and leaves a store that holds no savepoint.</param>
    /// <returns>The last batch in it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="store"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The store holds something, the job has no checkpoint, or it has not been started.</exception>
    /// <exception cref="JobFencedException">Another process has taken the job over.</exception>
    /// <exception cref="CheckpointUnavailableException">The store cannot be written.</exception>
    /// <remarks>See <see cref="SavepointAsync(string, CancellationToken)"/>.</remarks>
    public Task<BatchTime> SavepointAsync(ICheckpointStore store, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return SavepointAsync(store, Guid.NewGuid(), cancellationToken);
    }

    /// <summary>Writes a savepoint to a store, unless this one is there already.</summary>
    /// <param name="store">Where.</param>
    /// <param name="id">Which savepoint: the same again goes on with what an earlier call has left.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task<BatchTime> SavepointAsync(ICheckpointStore store, Guid id, CancellationToken cancellation)
    {
        Task starting = _starting ?? throw new InvalidOperationException("There is nothing to make a savepoint of: the context has not been started.");
        if (CheckpointObjects is not { } objects)
        {
            throw new InvalidOperationException($"A savepoint is a copy of a job's checkpoint, and this job has none. Give it one with {nameof(Checkpoint)}.");
        }

        await starting.WaitAsync(cancellation).ConfigureAwait(false);
        BatchTime committed = await Savepoint.WriteAsync(objects, Epoch, _checkpoint!, store, id, cancellation).ConfigureAwait(false);
        Saved(Logger, Options.JobName, store, committed.Milliseconds);
        return committed;
    }

    /// <summary>Makes the job begin, when it is started, from a savepoint of another job or an earlier one of this, unless it has a checkpoint to
    /// continue from.</summary>
    /// <param name="directory">The savepoint's directory, a relative path being resolved now, or an address that
    /// <see cref="StreamingContextOptions.Storage"/> knows. Null begins anew, whatever the options say.</param>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is white space, no path, or an address that nobody knows.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>
    /// The job goes on as after a recovery at the savepoint's last batch, in a checkpoint of its own, which it must have. The savepoint is copied
    /// and never changed. Operators are found by name; those that the savepoint does not know begin anew, and partition counts may be others.
    /// Give outputs other places if both jobs run.
    /// </remarks>
    public void StartFromSavepoint(string? directory)
    {
        if (State != StreamingContextState.Initialized)
        {
            throw new InvalidOperationException("The savepoint cannot be changed any more: the context has been started. Name it before the start.");
        }

        _origin = directory is null ? null : Options.Storage.OpenCheckpoint(directory);
    }

    private static ICheckpointStore? SavepointOf(StreamingContextOptions options) =>
        options.SavepointStore ?? (options.SavepointDirectory is { } directory ? options.Storage.OpenCheckpoint(directory) : null);

    /// <summary>What the job begins with if it has nothing to continue; null if it is to begin anew or has something.</summary>
    private async Task<Head?> OriginAsync(CancellationToken cancellation)
    {
        if (_origin is null)
        {
            return null;
        }

        if (CheckpointObjects is not { } objects)
        {
            throw new InvalidOperationException($"The job is to start from the savepoint in '{_origin}' and has no checkpoint to copy it to. Give it one with {nameof(Checkpoint)}.");
        }

        if (await objects.FindHeadAsync(cancellation).ConfigureAwait(false) is { } stored && !HeadFormat.Decode(stored, _checkpoint!).IsEmptied)
        {
            return null;
        }

        Head origin = await Savepoint.StartFromAsync(_origin, objects, cancellation).ConfigureAwait(false);
        BeginsFrom(Logger, Options.JobName, _origin, origin.Committed.Milliseconds);
        return origin;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} has written a savepoint of all up to {Committed} ms to '{Store}'.")]
    private static partial void Saved(ILogger logger, string job, ICheckpointStore store, long committed);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} begins from the savepoint in '{Store}', with all up to {Committed} ms.")]
    private static partial void BeginsFrom(ILogger logger, string job, ICheckpointStore store, long committed);
}
