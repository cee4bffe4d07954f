namespace OrleansStream.Databases;

/// <summary>Makes descriptions of tables.</summary>
public static class TableSpec
{
    /// <summary>A table with a column for each public property and field of the records, named after it in snake case: <c>CustomerId</c> goes into <c>customer_id</c>.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="table">The table's name, as the database has it, perhaps after a schema and a dot. Names are quoted, so capital letters count.</param>
    /// <remarks><c>[Column]</c>, <c>[Key]</c> and <c>[NotMapped]</c> of <c>System.ComponentModel.DataAnnotations</c> are heeded.
    /// <see cref="TableSpec{T}.Column{TValue}(string, Func{T, TValue})"/> names columns one by one instead, as tuples and records of one value need.</remarks>
    /// <exception cref="ArgumentException"><paramref name="table"/>, or a part of it between dots, is empty.</exception>
    public static TableSpec<T> Of<T>(string table) => new(TableName.Parse(table, nameof(table)));
}
