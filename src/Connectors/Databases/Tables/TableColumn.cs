namespace OrleansStream.Databases;

/// <summary>A column of a table that records are written to.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <param name="name">Its name.</param>
/// <param name="sqlType">Its type in the database.</param>
/// <param name="mustConvert">Whether the database is to convert values to the type.</param>
/// <param name="mayBeNull">Whether values may be null.</param>
/// <param name="isKey">Whether it belongs to the key.</param>
internal abstract class TableColumn<T>(string name, string sqlType, bool mustConvert, bool mayBeNull, bool isKey)
    : TableColumn(name, sqlType, mustConvert, mayBeNull, isKey)
{
    /// <summary>A buffer for the values of some records.</summary>
    internal abstract ColumnBuffer<T> NewBuffer();
}

/// <inheritdoc/>
/// <typeparam name="T">The records' type.</typeparam>
/// <typeparam name="TStored">The type in which values are given to the driver.</typeparam>
internal sealed class TableColumn<T, TStored>(string name, Func<T, TStored> value, string sqlType, bool mustConvert, bool mayBeNull, bool isKey)
    : TableColumn<T>(name, sqlType, mustConvert, mayBeNull, isKey)
{
    internal override ColumnBuffer<T> NewBuffer() => new ColumnBuffer<T, TStored>(this, value);
}
