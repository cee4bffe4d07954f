namespace OrleansStream.Receivers;

/// <summary>The blocks of a receiver that a batch holds.</summary>
/// <typeparam name="TBlock">The blocks' type.</typeparam>
internal interface IBlocks<out TBlock>
{
    int Count { get; }

    /// <summary>A block that is here.</summary>
    TBlock this[int index] { get; }

    /// <summary>Brings a block here; ends at once if it is.</summary>
    Task FetchAsync(int index, CancellationToken cancellation);
}
