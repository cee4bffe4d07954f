namespace OrleansStream.Stateful;

/// <summary>What stateful streams say of themselves.</summary>
internal static class StatefulText
{
    internal const string BoundToProcess = "its state is kept in the memory of one process.";
}
