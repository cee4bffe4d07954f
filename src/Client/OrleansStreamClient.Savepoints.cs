namespace OrleansStream;

/// <content>Savepoints.</content>
public sealed partial class OrleansStreamClient
{
    /// <summary>Writes a savepoint of a job: a copy of what it has committed that is complete in itself, from which any number of jobs may start
    /// (<see cref="JobSettings.FromSavepoint"/>). A job that runs goes on meanwhile; one that was stopped, or has failed, is saved as it ended.</summary>
    /// <param name="name">The job's name.</param>
    /// <param name="place">Where: the full path of a directory as the silos see it, which they share unless there is only one; or a name of 1 to 100 characters
    /// without slashes, for the cluster's storage. Nothing may be there yet.</param>
    /// <param name="cancellationToken">Gives up waiting; the savepoint may be written all the same.</param>
    /// <returns>The last batch in it; null if there is no job of this name.</returns>
    /// <exception cref="ArgumentException">A name is null or white space.</exception>
    /// <exception cref="SavepointException">It cannot be written: the place is none, holds something, or cannot be reached, or the job has stored nothing yet.</exception>
    /// <remarks>If a silo is lost meanwhile, it goes on where the job does.</remarks>
    public Task<BatchTime?> SavepointAsync(string name, string place, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(place);
        return new SavepointRequest(_cluster.GetGrain<IBatchCoordinatorGrain>(name), Manager, name, place, _time).RunAsync(cancellationToken);
    }

    /// <summary>Removes a savepoint. Jobs that have started from it go on; those that have not begun yet cannot start from it any more.</summary>
    /// <param name="place">Where it is, as in <see cref="SavepointAsync"/>.</param>
    /// <param name="cancellationToken">Gives up waiting; the removal goes on.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="ArgumentException"><paramref name="place"/> is null or white space.</exception>
    /// <exception cref="SavepointException">It cannot be removed as a whole, or the place is none or has something else; nothing can start from what is left of it.</exception>
    /// <remarks>A small record of it stays there, so that no other savepoint is written to the place.</remarks>
    public async Task<bool> RemoveSavepointAsync(string place, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(place);
        bool? wasThere;
        while ((wasThere = await Manager.RemoveSavepointAsync(place).WaitAsync(cancellationToken).ConfigureAwait(false)) is null)
        {
            await Task.Delay(StopPoll, _time, cancellationToken).ConfigureAwait(false);
        }

        return wasThere.Value;
    }
}
