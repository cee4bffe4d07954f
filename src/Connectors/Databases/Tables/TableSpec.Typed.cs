using System.Linq.Expressions;

namespace OrleansStream.Databases;

/// <summary>The table that records of a type are written to: its columns, its key, and whether to create it.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <remarks>Never changes: each method gives a description of its own. Safe for several threads.</remarks>
public sealed class TableSpec<T>
{
    private readonly IReadOnlyList<ColumnSpec> _named;
    private readonly IReadOnlyList<string>? _key;

    internal TableSpec(TableName name)
        : this(name, [], null, createsTable: false)
    {
    }

    private TableSpec(TableName name, IReadOnlyList<ColumnSpec> named, IReadOnlyList<string>? key, bool createsTable)
    {
        Name = name;
        _named = named;
        _key = key;
        CreatesTable = createsTable;
    }

    internal TableName Name { get; }

    internal bool CreatesTable { get; }

    /// <summary>Adds a column. The first one takes the place of those of the records' members.</summary>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="name">The column's name, as the database has it.</param>
    /// <param name="value">Its value in a record; called by several threads at once.</param>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty, or there is such a column.</exception>
    public TableSpec<T> Column<TValue>(string name, Func<T, TValue> value) => WithColumn(name, value, type: null);

    /// <summary>Adds a column of a type that values are converted to in the database, such as <c>jsonb</c> for text.</summary>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="name">The column's name, as the database has it.</param>
    /// <param name="value">Its value in a record; called by several threads at once.</param>
    /// <param name="type">The type, in the database's words. It goes into statements as it is, so it must not come from outside.</param>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> or <paramref name="type"/> is empty, or there is such a column.</exception>
    public TableSpec<T> Column<TValue>(string name, Func<T, TValue> value, string type)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        return WithColumn(name, value, type);
    }

    /// <summary>Says which columns tell rows apart: a record replaces the row that has the same values in them.</summary>
    /// <param name="columns">The columns; the table must have a primary key or a unique constraint on just these.</param>
    /// <remarks>Without a key each record is a row more.</remarks>
    /// <exception cref="ArgumentException">There are no columns, or one is empty or named twice.</exception>
    public TableSpec<T> Key(params string[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Length == 0 || columns.Any(string.IsNullOrWhiteSpace) || columns.Distinct(StringComparer.Ordinal).Count() < columns.Length)
        {
            throw new ArgumentException($"A key must have one column or more, each once, and no empty names; it was given '{string.Join("', '", columns)}'.", nameof(columns));
        }

        return new TableSpec<T>(Name, _named, [.. columns], CreatesTable);
    }

    /// <summary>Has the table created if it is not there, with types that hold all values of the columns' types, and the key as its primary key.</summary>
    public TableSpec<T> CreateIfMissing() => new(Name, _named, _key, createsTable: true);

    /// <summary>All columns.</summary>
    /// <exception cref="ArgumentException">There are none, or the key names one that is not there.</exception>
    internal IReadOnlyList<ColumnSpec> Columns()
    {
        IReadOnlyList<ColumnSpec> columns = _named.Count > 0 ? _named : MemberColumns.Of(typeof(T));
        if (_key is null)
        {
            return columns;
        }

        if (_key.FirstOrDefault(key => columns.All(column => column.Name != key)) is { } missing)
        {
            throw new ArgumentException($"The key of table {Name} names the column '{missing}', but the columns are '{string.Join("', '", columns.Select(column => column.Name))}'.");
        }

        return [.. columns.Select(column => column with { IsKey = _key.Contains(column.Name) })];
    }

    private TableSpec<T> WithColumn<TValue>(string name, Func<T, TValue> value, string? type)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(value);
        if (_named.Any(column => column.Name == name))
        {
            throw new ArgumentException($"The column '{name}' is there twice.", nameof(name));
        }

        ParameterExpression record = Expression.Parameter(typeof(T), "record");
        var column = new ColumnSpec(name, Expression.Lambda(Expression.Invoke(Expression.Constant(value), record), record), type, MayBeNull: default(TValue) is null);
        return new TableSpec<T>(Name, [.. _named, column], _key, CreatesTable);
    }
}
