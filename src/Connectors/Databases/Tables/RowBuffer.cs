namespace OrleansStream.Databases;

/// <summary>The rows of a partition, by column, until they are written.</summary>
internal abstract class RowBuffer
{
    /// <summary>The columns' values, in the order of the table's columns.</summary>
    internal abstract IReadOnlyList<ColumnBuffer> Columns { get; }

    /// <summary>How many rows there are.</summary>
    internal int Count { get; private protected set; }

    /// <summary>The rows to write: all of them if the table has no key, otherwise the last one of each key, in the order of keys.</summary>
    /// <remarks>Two transactions that write the same keys in the same order wait for each other, where otherwise each could hold what the other wants.</remarks>
    internal int[] InKeyOrder()
    {
        ColumnBuffer[] key = [.. Columns.Where(column => column.Column.IsKey)];
        int[] rows = [.. Enumerable.Range(0, Count)];
        if (key.Length == 0)
        {
            return rows;
        }

        Array.Sort(rows, (left, right) => Compare(key, left, right) is var order and not 0 ? order : left.CompareTo(right));
        return [.. rows.Where((row, place) => place == rows.Length - 1 || Compare(key, row, rows[place + 1]) != 0)];
    }

    /// <summary>A row, for error messages.</summary>
    internal string Show(int row) => Show(row, Columns);

    /// <summary>A row's key, for error messages.</summary>
    internal string ShowKey(int row) => Show(row, Columns.Where(column => column.Column.IsKey));

    private static string Show(int row, IEnumerable<ColumnBuffer> columns) => $"({string.Join(", ", columns.Select(column => $"{column.Column.Name}={column.Show(row)}"))})";

    private static int Compare(ColumnBuffer[] key, int left, int right)
    {
        foreach (ColumnBuffer column in key)
        {
            if (column.Compare(left, right) is var order and not 0)
            {
                return order;
            }
        }

        return 0;
    }
}

/// <inheritdoc/>
/// <typeparam name="T">The records' type.</typeparam>
internal sealed class RowBuffer<T>(IEnumerable<TableColumn<T>> columns) : RowBuffer
{
    private readonly ColumnBuffer<T>[] _columns = [.. columns.Select(column => column.NewBuffer())];

    internal override IReadOnlyList<ColumnBuffer> Columns => _columns;

    internal void Add(T record)
    {
        foreach (ColumnBuffer<T> column in _columns)
        {
            column.Add(record);
        }

        Count++;
    }
}
