namespace OrleansStream.Databases;

/// <summary>A table's name, perhaps in a schema.</summary>
/// <param name="Parts">What is between the dots.</param>
internal sealed record TableName(IReadOnlyList<string> Parts)
{
    internal static TableName Parse(string name, string argument)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name, argument);
        string[] parts = name.Split('.');
        return parts.Any(string.IsNullOrWhiteSpace)
            ? throw new ArgumentException($"'{name}' cannot be a table: what is between its dots must not be empty.", argument)
            : new TableName(parts);
    }

    public override string ToString() => string.Join('.', Parts);
}
