using OrleansStream.Checkpoints;
using OrleansStream.Storage;

namespace OrleansStream;

public sealed partial class StreamingContextOptions
{
    /// <summary>Where the job keeps its checkpoint, and continues from if there is one; see <see cref="StreamingContext.Checkpoint"/>.</summary>
    /// <value>The default, null, is <see cref="CheckpointDirectory"/>, or no checkpoint. A store holds the checkpoint of one job.</value>
    public ICheckpointStore? CheckpointStore { get; set; }

    /// <summary>The directory in which the job keeps its checkpoint, or an address that <see cref="Storage"/> knows, in place of a
    /// <see cref="CheckpointStore"/>.</summary>
    /// <value>The default, null, is no checkpoint. Not white space.</value>
    public string? CheckpointDirectory { get; set; }

    /// <summary>The services whose places may be named by addresses wherever a directory is asked for: for the checkpoint, for savepoints.</summary>
    /// <value>By default there are none, and a place is a directory. Not null. Contexts may share one.</value>
    public StorageProviders Storage { get; set; } = new();

    /// <summary>How much time one commit covers: batches are committed, and what they have prepared is published, when a batch time reaches a
    /// multiple of it.</summary>
    /// <value>The default, null, is the batch interval, with a checkpoint at least 100 ms. Not negative; up to the batch interval, each batch is
    /// committed by itself.</value>
    /// <remarks>A longer one spares the store at the cost of later results, and of more batches to run again after a crash. Output operations
    /// that act before the commit, such as <c>ForeachRdd</c>, do not wait for it.</remarks>
    public TimeSpan? CommitInterval { get; set; }

    /// <summary>How long what the checkpoint no longer needs stays in it, so that who has just begun to read it, such as the command line, finds what
    /// was there.</summary>
    /// <value>The default is 10 seconds. Not negative, at most a day.</value>
    /// <remarks>It costs room: that of the state that changes meanwhile. Blocks of receivers go at once. Savepoints need none: nothing is removed while
    /// one is written.</remarks>
    public TimeSpan CheckpointGracePeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether what receivers store is written to the checkpoint before a store call ends, so that it outlives the process: Spark's
    /// <c>spark.streaming.receiver.writeAheadLog.enable</c>.</summary>
    /// <value>The default, null, is to do so if there is a checkpoint. True without one is refused at the start.
    /// <see cref="InputDStream{T}.WriteAheadLog"/> says otherwise for one receiver.</value>
    /// <remarks>With the log, a receiver that acknowledges after <c>StoreAsync</c> loses nothing, and what was stored counts once: sealed batches
    /// run again over the same blocks, and what no batch held goes into the next. Records are encoded, so their type must be one that can be.
    /// It costs a write to the store for each block, or for several that come while the store is busy.</remarks>
    public bool? ReceiverWriteAheadLog { get; set; }

    /// <summary>About how many bytes an object with state has: large enough for a store's throughput, small enough to be held in memory whole.</summary>
    internal long StatePartLength { get; set; } = 4 << 20;

    private void ValidateCheckpoint()
    {
        Check(Storage is not null, nameof(Storage), "null", "must not be null");
        Check(CheckpointDirectory is null || !string.IsNullOrWhiteSpace(CheckpointDirectory), nameof(CheckpointDirectory), $"'{CheckpointDirectory}'", "must be null or a path");
        Check(CheckpointStore is null || CheckpointDirectory is null, nameof(CheckpointDirectory), $"'{CheckpointDirectory}'", $"must be null if there is a {nameof(CheckpointStore)}");
        Check(CommitInterval is null || (CommitInterval >= TimeSpan.Zero && CommitInterval <= TimeSpan.FromDays(1)), nameof(CommitInterval), CommitInterval, "must not be negative nor longer than a day");
        Check(CheckpointGracePeriod >= TimeSpan.Zero && CheckpointGracePeriod <= TimeSpan.FromDays(1), nameof(CheckpointGracePeriod), CheckpointGracePeriod, "must not be negative nor longer than a day");
    }
}
