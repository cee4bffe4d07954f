namespace OrleansStream.Sources;

/// <summary>What the coordinator sees of a source, whatever its element type.</summary>
internal abstract class InputSource
{
    /// <summary>The operator name, which seals carry.</summary>
    internal abstract string Name { get; }

    /// <summary>The stream that the source feeds.</summary>
    internal abstract DStream Stream { get; }

    internal abstract bool HasUnsealedData { get; }

    internal abstract ValueTask StartAsync(CancellationToken cancellation);

    internal abstract ValueTask StopAsync(CancellationToken cancellation);

    internal abstract ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellation);

    internal abstract void Release(SourceSeal seal);
}
