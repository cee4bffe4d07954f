using System.Diagnostics;

namespace OrleansStream.Benchmarks;

/// <summary>Runs the variants of a workload side by side.</summary>
/// <remarks>A cold run of each, then rounds (A B C, A B C, ...): what disturbs the machine for a while disturbs all variants alike, and
/// ratios are taken inside a round.</remarks>
internal sealed class WorkloadRunner(IWorkload workload, IInput input, BenchmarkOptions options)
{
    // Rounds of few milliseconds are over before the runtime has found out what is worth compiling again.
    private static readonly TimeSpan LeastWarmup = TimeSpan.FromSeconds(5);

    private (string Variant, Answer Answer)? _reference;

    /// <summary>Measures all variants with a number of threads.</summary>
    /// <exception cref="WrongAnswerException">Two variants disagree.</exception>
    public async Task<WorkloadReport> RunAsync(int threads)
    {
        List<VariantRuns> runs = [];
        try
        {
            foreach (VariantDefinition definition in workload.Variants)
            {
                if (definition.Kind != VariantKind.Phase || options.Phases)
                {
                    runs.Add(new VariantRuns(definition, definition.Create(input, threads)));
                }
            }

            if (options.Polluted)
            {
                foreach (VariantRuns run in runs)
                {
                    await run.Variant.PolluteAsync();
                }
            }

            foreach (VariantRuns run in runs)
            {
                run.Cold = await RunOnceAsync(run);
            }

            long start = Stopwatch.GetTimestamp();
            for (int round = 0; round < options.Warmup || (options.Warmup > 0 && Stopwatch.GetElapsedTime(start) < LeastWarmup); round++)
            {
                foreach (VariantRuns run in runs)
                {
                    await RunOnceAsync(run);
                }
            }

            for (int round = 0; round < options.Rounds; round++)
            {
                foreach (VariantRuns run in runs)
                {
                    run.Warm.Add(await RunOnceAsync(run));
                }
            }

            return WorkloadReport.From(workload, input, threads, options.Polluted, _reference?.Answer, runs);
        }
        finally
        {
            foreach (VariantRuns run in runs)
            {
                await run.Variant.DisposeAsync();
            }
        }
    }

    private async ValueTask<Measurement> RunOnceAsync(VariantRuns run)
    {
        Measurement measured = await Stopwatcher.MeasureAsync(run.Variant);
        Answer answer = run.Variant.TakeAnswer();
        await run.Variant.SettleAsync();
        if (run.Definition.Kind != VariantKind.Phase)
        {
            _reference ??= (run.Definition.Name, answer);
            if (answer != _reference.Value.Answer)
            {
                throw new WrongAnswerException(workload.Name, run.Definition.Name, answer, _reference.Value.Variant, _reference.Value.Answer);
            }
        }

        return measured;
    }
}
