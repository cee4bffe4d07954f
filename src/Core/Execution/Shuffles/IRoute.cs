namespace OrleansStream.Execution;

/// <summary>Says which reduce partition a record goes to. A copy is made for each map task, so it may count.</summary>
internal interface IRoute<in T>
{
    /// <summary>Called once, before the first record.</summary>
    void Begin(int mapPartition);

    /// <summary>The record's partition.</summary>
    int Of(T record);
}
