namespace OrleansStream.Conformance;

/// <summary>The engine did not do what a case demands.</summary>
public sealed class ConformanceException(string message) : Exception(message);
