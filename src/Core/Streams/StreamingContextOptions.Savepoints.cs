using OrleansStream.Checkpoints;

namespace OrleansStream;

public sealed partial class StreamingContextOptions
{
    /// <summary>The savepoint that the job starts from while its own checkpoint is empty; see <see cref="StreamingContext.StartFromSavepoint"/>.</summary>
    /// <value>The default, null, is <see cref="SavepointDirectory"/>, or none.</value>
    public ICheckpointStore? SavepointStore { get; set; }

    /// <summary>The directory of the savepoint that the job starts from, or an address that <see cref="Storage"/> knows, in place of a <see cref="SavepointStore"/>.</summary>
    /// <value>The default, null, is none. Not white space.</value>
    public string? SavepointDirectory { get; set; }

    private void ValidateSavepoint()
    {
        Check(SavepointDirectory is null || !string.IsNullOrWhiteSpace(SavepointDirectory), nameof(SavepointDirectory), $"'{SavepointDirectory}'", "must be null or a path");
        Check(SavepointStore is null || SavepointDirectory is null, nameof(SavepointDirectory), $"'{SavepointDirectory}'", $"must be null if there is a {nameof(SavepointStore)}");
    }
}
