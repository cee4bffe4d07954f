namespace OrleansStream.Benchmarks;

/// <summary>One timed run.</summary>
/// <param name="Nanoseconds">Wall-clock time.</param>
/// <param name="AllocatedBytes">Bytes allocated by the whole process meanwhile.</param>
/// <param name="Gen0">Collections of generation 0 alone.</param>
/// <param name="Gen1">Collections of generations 0 and 1.</param>
/// <param name="Gen2">Collections of all generations.</param>
internal readonly record struct Measurement(double Nanoseconds, long AllocatedBytes, int Gen0, int Gen1, int Gen2);
