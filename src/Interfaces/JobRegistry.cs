namespace OrleansStream;

/// <summary>All jobs of a cluster at one time.</summary>
/// <param name="Version">Differs whenever anything else does; opaque.</param>
/// <param name="Jobs">The jobs, in order of name.</param>
[GenerateSerializer]
[Alias("orleans-stream.job-registry")]
[Immutable]
public sealed record JobRegistry([property: Id(0)] string Version, [property: Id(1)] IReadOnlyList<JobEntry> Jobs);
