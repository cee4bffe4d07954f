using Microsoft.Extensions.Logging;

namespace OrleansStream;

/// <summary>Something that was logged about a job, by the engine or by the job's own code.</summary>
/// <param name="Time">When, by the silo's clock.</param>
/// <param name="Level">How important it is.</param>
/// <param name="Category">Who has logged it; <c>Print</c> for what the job prints.</param>
/// <param name="Message">What; cut off if it is very long.</param>
/// <param name="Exception">The exception that it is about, as text; null for none.</param>
/// <param name="Silo">The address of the silo.</param>
public sealed record JobLogEntry(DateTimeOffset Time, LogLevel Level, string Category, string Message, string? Exception, string Silo);
