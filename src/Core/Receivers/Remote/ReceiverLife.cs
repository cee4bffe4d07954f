namespace OrleansStream.Receivers;

/// <summary>One life of a receiver on a cluster: from where a coordinator has started it to where it is started again. Later ones are greater.</summary>
/// <param name="Epoch">The life of the coordinator.</param>
/// <param name="Number">Which start of that coordinator; 0 where receivers live in the coordinator's process.</param>
internal readonly record struct ReceiverLife(long Epoch, int Number) : IComparable<ReceiverLife>
{
    public int CompareTo(ReceiverLife other) => (Epoch, Number).CompareTo((other.Epoch, other.Number));

    public override string ToString() => FormattableString.Invariant($"{Epoch}.{Number}");
}
