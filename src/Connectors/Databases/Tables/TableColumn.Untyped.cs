namespace OrleansStream.Databases;

/// <summary>What statements say of a column.</summary>
internal abstract class TableColumn(string name, string sqlType, bool mustConvert, bool mayBeNull, bool isKey)
{
    internal string Name => name;

    internal string SqlType => sqlType;

    /// <summary>Whether the database is to convert values to the type.</summary>
    internal bool MustConvert => mustConvert;

    internal bool MayBeNull => mayBeNull;

    internal bool IsKey => isKey;
}
