using System.Globalization;

namespace OrleansStream.Databases;

/// <summary>The values of one column in the records of a partition.</summary>
internal abstract class ColumnBuffer(TableColumn column)
{
    internal TableColumn Column => column;

    /// <summary>Orders two records by the column.</summary>
    internal abstract int Compare(int left, int right);

    /// <summary>The values of some records, as an array of the type that the driver is given.</summary>
    internal abstract Array Pick(ReadOnlySpan<int> records);

    /// <summary>A value, for error messages.</summary>
    internal abstract string Show(int record);
}

/// <inheritdoc/>
/// <typeparam name="T">The records' type.</typeparam>
internal abstract class ColumnBuffer<T>(TableColumn column) : ColumnBuffer(column)
{
    /// <summary>Takes the column's value of one more record.</summary>
    internal abstract void Add(T record);
}

/// <inheritdoc/>
/// <typeparam name="T">The records' type.</typeparam>
/// <typeparam name="TStored">The type in which values are given to the driver.</typeparam>
internal sealed class ColumnBuffer<T, TStored>(TableColumn column, Func<T, TStored> value) : ColumnBuffer<T>(column)
{
    // The same order in every process and culture.
    private static readonly IComparer<TStored> Order =
        typeof(TStored) == typeof(string) ? (IComparer<TStored>)StringComparer.Ordinal
        : typeof(TStored) == typeof(byte[]) ? (IComparer<TStored>)(object)Comparer<byte[]?>.Create(static (left, right) => left.AsSpan().SequenceCompareTo(right))
        : Comparer<TStored>.Default;

    private readonly List<TStored> _values = [];

    internal override void Add(T record) => _values.Add(value(record));

    internal override int Compare(int left, int right) => Order.Compare(_values[left], _values[right]);

    internal override Array Pick(ReadOnlySpan<int> records)
    {
        var picked = new TStored[records.Length];
        for (int i = 0; i < records.Length; i++)
        {
            picked[i] = _values[records[i]];
        }

        return picked;
    }

    internal override string Show(int record) => _values[record] switch
    {
        null => "null",
        byte[] bytes => $"{bytes.Length} bytes",
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        var value => $"'{value}'",
    };
}
