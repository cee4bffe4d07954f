namespace OrleansStream.Stateful;

/// <summary>What a job's coordinator replies to a <see cref="StateQuery"/>.</summary>
/// <param name="Time">The committed batch that it is of; null if the job does not run here, or could not say.</param>
/// <param name="Answer">What there is for the key.</param>
/// <param name="Size">How large the state is, if that was asked.</param>
/// <param name="Available">What states there are, if there is none as asked for.</param>
/// <param name="KeyType">The type that keys have, if the key as text is none of it, or a prefix was given and they are not text.</param>
/// <param name="Problem">What is in the way, if it is known why it could not say.</param>
/// <param name="Retained">Which batches can be asked of, if the one that was asked of cannot.</param>
/// <param name="Page">The page of a scan.</param>
/// <param name="Partitions">Of a scan: how many partitions there are.</param>
/// <param name="Expired">Of a scan whose version is gone: how long it would have been kept.</param>
internal sealed record StateReply(
    BatchTime? Time,
    StateAnswer? Answer,
    StateSize? Size,
    IReadOnlyList<string>? Available,
    string? KeyType,
    string? Problem,
    CommittedRange? Retained = null,
    StatePage? Page = null,
    int Partitions = 0,
    TimeSpan? Expired = null)
{
    /// <summary>The reply of who cannot answer now, and may be asked again.</summary>
    internal static readonly StateReply NotNow = new(null, null, null, null, null, null);
}
