namespace Pipeline;

/// <summary>What a customer has spent with an order and those before it.</summary>
public sealed record Total(string Customer, long Amount);
