using System.Globalization;

namespace Samples.EtlToPostgres;

/// <summary>A row of the table <c>orders</c>.</summary>
internal sealed record Order(long Id, DateTimeOffset Placed, string Customer, string Product, int Count, decimal Price)
{
    /// <summary>Reads a line: the members with commas between.</summary>
    /// <exception cref="FormatException">The line is no order; the message says why.</exception>
    internal static Order Parse(string line)
    {
        string[] fields = line.Split(',');
        if (fields.Length != 6)
        {
            throw new FormatException($"An order has 6 fields, and this line has {fields.Length}.");
        }

        if (!long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out long id))
        {
            throw new FormatException($"'{fields[0]}' is no order number.");
        }

        if (!DateTimeOffset.TryParse(fields[1], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset placed))
        {
            throw new FormatException($"'{fields[1]}' is no time.");
        }

        if (!int.TryParse(fields[4], NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count == 0)
        {
            throw new FormatException($"'{fields[4]}' is no count above 0.");
        }

        if (!decimal.TryParse(fields[5], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal price))
        {
            throw new FormatException($"'{fields[5]}' is no price.");
        }

        return new Order(id, placed, fields[2], fields[3], count, price);
    }
}
