using System.Globalization;

namespace Samples.FraudDetection;

/// <summary>What looks like fraud: a large amount after a row of small ones, which try out whether a card works; and a card in places that nobody travels between so fast.</summary>
internal static class FraudRules
{
    internal const decimal Small = 5;
    internal const decimal Large = 500;
    internal const int ManySmall = 3;

    /// <summary>About the speed of an airliner, in kilometres an hour.</summary>
    internal const double FastestJourney = 900;

    /// <summary>Judges a transaction by what is remembered of its card.</summary>
    /// <returns>Why it looks like fraud, or null; and what is to be remembered now.</returns>
    internal static (string? Reason, CardHistory History) Judge(CardHistory? history, Transaction transaction)
    {
        int smallAmounts = transaction.Amount < Small ? (history?.SmallAmounts ?? 0) + 1 : 0;
        var next = new CardHistory(transaction.Time, transaction.Place, smallAmounts);
        if (history is null)
        {
            return (null, next);
        }

        if (transaction.Amount > Large && history.SmallAmounts >= ManySmall)
        {
            return (string.Create(CultureInfo.InvariantCulture, $"{transaction.Amount:0.00} after {history.SmallAmounts} small amounts"), next);
        }

        double distance = Places.Distance(history.Place, transaction.Place);
        TimeSpan took = (transaction.Time - history.Time).Duration();

        // The card itself is taken to be where it was.
        return distance > FastestJourney * took.TotalHours
            ? (string.Create(CultureInfo.InvariantCulture, $"{transaction.Place} {took.TotalMinutes:0} minutes after {history.Place}, {distance:0} km away"), next with { Place = history.Place })
            : (null, next);
    }
}
