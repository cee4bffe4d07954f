namespace Samples.LogAnalyzer;

/// <summary>Who visits, which of the addresses belong to whom, and which are blocked. The addresses are of the ranges that are set aside for examples.</summary>
internal static class AddressBook
{
    private static readonly string[] Visitors =
    [
        "203.0.113.7", "198.51.100.23", "192.0.2.44", "203.0.113.8", "192.0.2.45", "198.51.100.24", "192.0.2.46", "203.0.113.99",
    ];

    internal static IReadOnlyList<(string Address, string Owner)> Owners { get; } =
    [
        ("203.0.113.7", "Harbor Books"), ("203.0.113.8", "Harbor Books"), ("198.51.100.23", "Glacier Labs"), ("198.51.100.24", "Glacier Labs"),
        ("192.0.2.44", "Juniper School"), ("192.0.2.45", "Juniper School"),
    ];

    internal static IReadOnlyList<(string Address, string Reason)> Blocked { get; } = [("198.51.100.24", "scans ports")];

    /// <summary>Draws a visitor; the product of two draws favours the first.</summary>
    internal static string Visitor(Random random) => Visitors[(int)(random.NextDouble() * random.NextDouble() * Visitors.Length)];
}
