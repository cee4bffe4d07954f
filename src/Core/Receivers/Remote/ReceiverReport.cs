namespace OrleansStream.Receivers;

/// <summary>How a receiver stands.</summary>
/// <param name="HasUnsealed">Whether it has data that no batch holds.</param>
/// <param name="Statistics">What it has brought in.</param>
/// <param name="Seal">What the batch holds that was asked about, or null.</param>
internal sealed record ReceiverReport(bool HasUnsealed, ReceiverStatistics Statistics, SourceSeal? Seal = null);
