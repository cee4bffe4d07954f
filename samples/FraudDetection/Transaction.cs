using System.Globalization;

namespace Samples.FraudDetection;

/// <summary>A payment with a card.</summary>
/// <param name="Time">When it was made.</param>
/// <param name="Card">The card's number.</param>
/// <param name="Amount">How much was paid.</param>
/// <param name="Place">Where: a name that <see cref="Places"/> knows.</param>
internal sealed record Transaction(DateTimeOffset Time, string Card, decimal Amount, string Place)
{
    /// <summary>Reads a line: time, card, amount and place with commas between.</summary>
    /// <exception cref="FormatException">The line is no transaction; the message says why.</exception>
    internal static Transaction Parse(string line)
    {
        string[] fields = line.Split(',');
        if (fields.Length != 4)
        {
            throw new FormatException($"A transaction has 4 fields, and this line has {fields.Length}.");
        }

        if (!DateTimeOffset.TryParse(fields[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            throw new FormatException($"'{fields[0]}' is no time.");
        }

        if (!decimal.TryParse(fields[2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal amount) || amount == 0)
        {
            throw new FormatException($"'{fields[2]}' is no amount above 0.");
        }

        return Places.Contains(fields[3]) ? new Transaction(time, fields[1], amount, fields[3]) : throw new FormatException($"'{fields[3]}' is no place that is known.");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Time:yyyy-MM-ddTHH:mm:ssZ},{Card},{Amount:0.00},{Place}");
}
