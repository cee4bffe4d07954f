namespace OrleansStream.Benchmarks;

/// <summary>What was measured of one workload with one number of threads, and what all variants agreed on.</summary>
internal sealed record WorkloadReport(
    string Workload,
    string Description,
    int Threads,
    bool Polluted,
    string Input,
    long Records,
    long Bytes,
    Answer? Answer,
    IReadOnlyList<VariantReport> Variants)
{
    public static WorkloadReport From(IWorkload workload, IInput input, int threads, bool polluted, Answer? answer, List<VariantRuns> runs)
    {
        VariantRuns? natural = runs.SingleOrDefault(r => r.Definition.Kind == VariantKind.Natural);
        VariantRuns? limit = runs.SingleOrDefault(r => r.Definition.Kind == VariantKind.Limit);
        return new WorkloadReport(
            workload.Name,
            workload.Description,
            threads,
            polluted,
            input.Description,
            input.Records,
            input.Bytes,
            answer,
            [.. runs.Select(r => VariantReport.From(r, input.Records, natural, limit))]);
    }
}
