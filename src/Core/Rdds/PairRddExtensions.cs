namespace OrleansStream;

/// <summary>Operations on datasets of (key, value) pairs.</summary>
/// <remarks>
/// Keys that are the same key by <see cref="Encoding.KeyIdentity{T}"/> come together in one partition; null is a key like any other. A dataset
/// whose partitions already follow the rule that an operation wants, because another keyed operation made it, is not moved again.
/// </remarks>
public static partial class PairRddExtensions;
