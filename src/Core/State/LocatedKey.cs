namespace OrleansStream.Stateful;

/// <summary>A key of a batch, and the place where it is or where to go on looking for it.</summary>
internal struct LocatedKey
{
    internal ulong Hash;

    /// <summary>Where the slot of the place lies, for as long as the table is not built anew.</summary>
    internal nint Slot;

    internal int Table;
    internal int Place;
}
