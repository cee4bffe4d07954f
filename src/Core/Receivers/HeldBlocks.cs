namespace OrleansStream.Receivers;

/// <summary>Blocks that the receiver has stored in this process.</summary>
internal sealed class HeldBlocks<TBlock>(TBlock[] blocks) : IBlocks<TBlock>
{
    public int Count => blocks.Length;

    public TBlock this[int index] => blocks[index];

    public Task FetchAsync(int index, CancellationToken cancellation) => Task.CompletedTask;
}
