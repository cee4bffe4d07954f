namespace OrleansStream;

/// <summary>How far a package has been sent.</summary>
/// <param name="SentBytes">What the cluster has of what it did not have.</param>
/// <param name="TotalBytes">What it did not have; 0 if it had everything.</param>
public readonly record struct PackageProgress(long SentBytes, long TotalBytes);
