namespace OrleansStream.Execution;

/// <summary>What an operator's function made of a record: a result, or the record's dead letter.</summary>
/// <param name="Value">The result, if there is no letter.</param>
/// <param name="Letter">Why there is no result.</param>
internal readonly record struct Outcome<T>(T Value, DeadLetter? Letter);
