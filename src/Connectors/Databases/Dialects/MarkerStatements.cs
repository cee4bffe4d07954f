namespace OrleansStream.Databases;

/// <summary>The statements on a table of markers. Parameters go by position.</summary>
/// <param name="Columns">Its columns.</param>
/// <param name="Pin">Of an output (1 job, 2 output): gives the batch that is being written and its partition count, and keeps both from changing until the transaction ends.</param>
/// <param name="Begin">Makes a batch (1 job, 2 output, 3 batch time, 4 partitions) the one that is being written, unless a later one is. Either
/// way it waits for those who have pinned the row, and keeps others from it until the transaction ends.</param>
/// <param name="Recut">After <paramref name="Begin"/>: gives that batch (1 job, 2 output, 3 batch time, 4 partitions) another partition count if none of its partitions is marked.</param>
/// <param name="Mark">Marks a partition of a batch (1 job, 2 output, 3 partition, 4 batch time, 5 partitions) as written, waiting for another transaction that is doing so; changes
/// one row, or none if it, or a later one, was marked.</param>
/// <param name="CountMarked">Gives how many partitions of a batch (1 job, 2 output, 3 batch time, 4 partitions) are marked.</param>
internal sealed record MarkerStatements(IReadOnlyList<TableColumn> Columns, string Pin, string Begin, string Recut, string Mark, string CountMarked)
{
    /// <summary>The partition number of the row that is of the batch as a whole.</summary>
    internal const int WholeBatch = -1;
}
