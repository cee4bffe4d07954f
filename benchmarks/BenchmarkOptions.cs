namespace OrleansStream.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="Workloads">What to run.</param>
/// <param name="Threads">The numbers of threads to run it with.</param>
/// <param name="Size">The bytes of input.</param>
/// <param name="Seed">What the input is made from.</param>
/// <param name="Warmup">Rounds after the cold run that are not reported: the JIT still recompiles during them.</param>
/// <param name="Rounds">Measured rounds.</param>
/// <param name="Polluted">Whether variants first run their shared code over other lambdas.</param>
/// <param name="Phases">Whether to run variants of the kind <see cref="VariantKind.Phase"/> too.</param>
/// <param name="Json">Where to write the report, or null.</param>
internal sealed record BenchmarkOptions(
    IReadOnlyList<IWorkload> Workloads,
    IReadOnlyList<int> Threads,
    long Size,
    ulong Seed,
    int Warmup,
    int Rounds,
    bool Polluted,
    bool Phases,
    string? Json);
