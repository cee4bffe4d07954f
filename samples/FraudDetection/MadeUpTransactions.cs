using System.Globalization;

namespace Samples.FraudDetection;

/// <summary>Makes transactions up, one a second by their own clock: most are of cards at home; now and then one is tried out with small amounts, one turns up far away, or a line is
/// broken.</summary>
internal sealed class MadeUpTransactions
{
    private const int Cards = 40;
    private const int OneInSoMany = 100;

    private readonly Queue<string> _planned = [];
    private DateTimeOffset _time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal string Next(Random random)
    {
        _time += TimeSpan.FromSeconds(1);
        if (_planned.TryDequeue(out string? line))
        {
            return line;
        }

        int card = random.Next(Cards);
        switch (random.Next(OneInSoMany))
        {
            case 0:
                PlanTrial(card, random);
                return Line(card, 1, Home(card));
            case 1:
                return Line(card, Usual(random), Places.Names[(card + 1 + random.Next(Places.Names.Count - 1)) % Places.Names.Count]);
            case 2:
                return Line(card, Usual(random), Home(card)).Replace(',', ';');
            default:
                return Line(card, Usual(random), Home(card));
        }
    }

    /// <summary>What follows the first small amount that a stolen card is tried out with.</summary>
    private void PlanTrial(int card, Random random)
    {
        for (int i = 1; i < FraudRules.ManySmall; i++)
        {
            _planned.Enqueue(Line(card, 1 + i, Home(card)));
        }

        _planned.Enqueue(Line(card, FraudRules.Large + 1 + random.Next(1000), Home(card)));
    }

    private static string Home(int card) => Places.Names[card % Places.Names.Count];

    private static decimal Usual(Random random) => random.Next(600, 12_000) / 100m;

    private string Line(int card, decimal amount, string place) =>
        new Transaction(_time, string.Create(CultureInfo.InvariantCulture, $"card-{card:0000}"), amount, place).ToString();
}
