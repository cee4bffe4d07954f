namespace OrleansStream.Benchmarks;

/// <summary>Sums by key over a window of the last batches, for every batch.</summary>
/// <remarks>The ring of batches is as long as the window, so that every window that is full has the same answer.</remarks>
internal abstract class SlidingWorkload : IWorkload
{
    /// <summary>Batches in a window.</summary>
    public const int WindowLength = 30;

    public abstract string Name { get; }

    public abstract string Description { get; }

    public abstract IReadOnlyList<VariantDefinition> Variants { get; }

    public IInput Generate(ulong seed, long size) => BatchesInput.Generate(seed, size, WindowLength);

    /// <summary>What is summed over a window's keys.</summary>
    internal static long Weigh(long key, long value) => unchecked((key + 1) * value);

    /// <summary>A variant whose windows are full, also those that it carries parts of, before it is measured.</summary>
    protected static VariantDefinition Of(string name, VariantKind kind, Func<BatchesInput, int, IVariant> create) =>
        VariantDefinition.Of<BatchesInput>(name, kind, (input, threads) => new RingVariant(create(input, threads), WindowLength, fill: 2));
}
