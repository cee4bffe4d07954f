namespace OrleansStream.Databases;

/// <summary>How batches are written to a table.</summary>
public sealed class DatabaseSinkOptions
{
    /// <summary>What the output is called in the table of markers. Two outputs of a job cannot share one, and a job that goes on from a checkpoint has to keep it.</summary>
    /// <value>The default, null, stands for the table's name.</value>
    public string? Name { get; set; }

    /// <summary>The table that says which batches have been written; in the same database as the rows.</summary>
    /// <value>The default is <c>orleans_stream_markers</c>. Any number of jobs may share it.</value>
    public string MarkerTable { get; set; } = "orleans_stream_markers";

    /// <summary>Whether the table of markers is created if it is not there.</summary>
    /// <value>The default is true.</value>
    public bool CreatesMarkerTable { get; set; } = true;

    /// <summary>How many rows a statement writes at most. All statements of a partition are one transaction.</summary>
    /// <value>The default is 5000. At least 1.</value>
    public int RowsPerStatement { get; set; } = 5000;

    /// <summary>How long a partition is tried again while the database cannot be reached or is busy, before its batch fails.</summary>
    /// <value>The default is 30 seconds. Not negative.</value>
    public TimeSpan RetryTimeout { get; set; } = TimeSpan.FromSeconds(30);

    internal DatabaseSinkOptions Checked()
    {
        Check(Name is null || !string.IsNullOrWhiteSpace(Name), nameof(Name), Name, "must be null or a name");
        Check(RowsPerStatement >= 1, nameof(RowsPerStatement), RowsPerStatement, "must be at least 1");
        Check(RetryTimeout >= TimeSpan.Zero, nameof(RetryTimeout), RetryTimeout, "must not be negative");
        _ = TableName.Parse(MarkerTable, nameof(MarkerTable));
        return (DatabaseSinkOptions)MemberwiseClone();
    }

    private static void Check(bool holds, string property, object? value, string rule)
    {
        if (!holds)
        {
            throw new ArgumentException($"{nameof(DatabaseSinkOptions)}.{property} is {value}, but {rule}.");
        }
    }
}
