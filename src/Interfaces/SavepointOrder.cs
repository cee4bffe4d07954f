namespace OrleansStream;

/// <summary>An order to write a savepoint of a job.</summary>
/// <param name="Id">Drawn once for each savepoint. The same again goes on with what has been written.</param>
/// <param name="Place">Where: a full path as the silos see it, or a name in the cluster's storage.</param>
/// <param name="IsRunning">Whether the job runs, so that only its coordinator may write it.</param>
[GenerateSerializer]
[Alias("orleans-stream.savepoint-order")]
[Immutable]
public sealed record SavepointOrder([property: Id(0)] Guid Id, [property: Id(1)] string Place, [property: Id(2)] bool IsRunning);
