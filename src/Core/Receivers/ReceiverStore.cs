using OrleansStream.Encoding;

namespace OrleansStream.Receivers;

/// <summary>Where a receiver's records go.</summary>
/// <param name="Generator">Makes blocks of them.</param>
/// <param name="Intake">Decides when single records are taken.</param>
/// <param name="Encoding">How blocks that come encoded are encoded.</param>
internal sealed record ReceiverStore<T>(BlockGenerator<T> Generator, Intake Intake, JobEncoding Encoding);
