namespace OrleansStream.Execution;

/// <summary>Says which reduce partition a record goes to. A copy is made for each map task and <see cref="Begin"/> called on it; what changes after that
/// lies behind a reference, since that is copied again.</summary>
internal interface IRoute<T>
{
    /// <summary>Called once, before the first record.</summary>
    void Begin(int mapPartition);

    /// <summary>Told some records that it will be asked for next, so that it can have what they refer to loaded.</summary>
    void Foresee(ReadOnlySpan<T> records);

    /// <summary>The record's partition.</summary>
    int Of(T record);
}
