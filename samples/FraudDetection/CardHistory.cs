namespace Samples.FraudDetection;

/// <summary>What is remembered of a card.</summary>
/// <param name="Time">When it was last used.</param>
/// <param name="Place">Where.</param>
/// <param name="SmallAmounts">How many small amounts in a row have been paid with it, up to now.</param>
internal sealed record CardHistory(DateTimeOffset Time, string Place, int SmallAmounts);
