using System.Runtime.CompilerServices;

namespace Samples.TopKHashtags;

/// <summary>Makes messages up: a few hundred a second, about subjects that come into fashion and go out of it.</summary>
internal static class Messages
{
    private const int Seed = 20_130_110;
    private const int MessagesPerTurn = 10;
    private const int TurnsInFashion = 200;
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(25);

    private static readonly string[] Tags =
    [
        "#coffee", "#sunrise", "#football", "#dotnet", "#rain", "#chess", "#garden", "#jazz", "#marathon", "#cinema",
        "#sourdough", "#astronomy", "#sailing", "#robots", "#poetry", "#cycling", "#orchids", "#baking", "#trains", "#owls",
    ];

    private static readonly string[] Openings = ["Good morning", "Can't wait for", "Reading about", "So much", "All about", "Nobody warned me of", "Thank you"];

    internal static async IAsyncEnumerable<string> WriteAsync([EnumeratorCancellation] CancellationToken stopping)
    {
        var random = new Random(Seed);
        using var timer = new PeriodicTimer(Turn, TimeProvider.System);
        for (int turn = 0; await timer.WaitForNextTickAsync(stopping); turn++)
        {
            for (int message = 0; message < MessagesPerTurn; message++)
            {
                yield return $"{Openings[random.Next(Openings.Length)]} {Tag(random, turn)} {Tag(random, turn)}";
            }
        }
    }

    // The product of three draws favours one subject, and every few seconds the next one.
    private static string Tag(Random random, int turn)
    {
        double rank = random.NextDouble() * random.NextDouble() * random.NextDouble() * Tags.Length;
        return Tags[((int)rank + (turn / TurnsInFashion)) % Tags.Length];
    }
}
