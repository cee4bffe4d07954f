namespace OrleansStream.Execution;

/// <summary>How large the tables of an operator became in the last batch, so that the next one need not grow them.</summary>
internal sealed class CombineHints
{
    private int _map;
    private int _reduce;

    internal int Map
    {
        get => Volatile.Read(ref _map);
        set => Volatile.Write(ref _map, value);
    }

    internal int Reduce
    {
        get => Volatile.Read(ref _reduce);
        set => Volatile.Write(ref _reduce, value);
    }
}
