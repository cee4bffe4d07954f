namespace OrleansStream.Execution;

/// <summary>A pool of arrays, whatever they hold.</summary>
internal abstract class PiecePool
{
    /// <summary>Gives back what was never needed since this was last called.</summary>
    internal abstract void Trim();
}
