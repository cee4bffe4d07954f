using System.Linq.Expressions;

namespace OrleansStream.Databases;

/// <summary>A column as it was asked for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value in a record: a function of one parameter.</param>
/// <param name="Type">The type in the database's words, or null for the one that belongs to the values' type.</param>
/// <param name="MayBeNull">Whether values may be null.</param>
/// <param name="IsKey">Whether it belongs to the key.</param>
internal sealed record ColumnSpec(string Name, LambdaExpression Value, string? Type, bool MayBeNull, bool IsKey = false);
