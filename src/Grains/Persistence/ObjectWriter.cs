namespace OrleansStream.Grains.Persistence;

/// <summary>One who writes or has written an object in parts, which lie under its id.</summary>
/// <param name="Id">Drawn at random, so that no two writers share parts.</param>
/// <param name="Length">How long the object is that it writes.</param>
/// <param name="PartLength">How long a part is, but for the last.</param>
internal sealed record ObjectWriter(Guid Id, long Length, int PartLength)
{
    /// <summary>How many parts there are.</summary>
    internal int Parts => checked((int)((Length + PartLength - 1) / PartLength));
}
