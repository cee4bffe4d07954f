using OrleansStream.Testing;

namespace OrleansStream.Conformance;

/// <summary>ForeachRdd over every kind of input: it runs at the coordinator, also for empty datasets, not where there is none.</summary>
internal static class OutputCases
{
    internal static IEnumerable<ConformanceCase> All() =>
        PairInputs.All.SelectMany(input => new[]
        {
            Case("foreachrdd", input.Name, input.Batches, async (rdd, time, outputs) =>
                outputs.Add(time, [await rdd.CollectAsync()])),
            Case("foreachrdd-shuffle", input.Name, input.Batches, async (rdd, time, outputs) =>
            {
                IReadOnlyList<(string? Key, long Value)> counts = await rdd.Map(pair => (pair.Key, 1L)).ReduceByKey((left, right) => left + right).CollectAsync();
                outputs.Add(time, [await rdd.TakeAsync((int)counts.Sum(pair => pair.Value))]);
            }),
            Case("foreachrdd-partitions", input.Name, input.Batches, async (rdd, time, outputs) =>
            {
                var parts = new List<(string? Key, long Value)>();
                await rdd.ForeachPartitionAsync(part =>
                {
                    parts.AddRange(part);
                    return Task.CompletedTask;
                });
                outputs.Add(time, [parts]);
            }),
        });

    private static ConformanceCase<(string? Key, long Value), (string? Key, long Value)> Case(
        string name,
        string input,
        IReadOnlyList<FeedBatch<(string? Key, long Value)>?> batches,
        Func<Rdd<(string? Key, long Value)>, BatchTime, CollectedOutput<(string? Key, long Value)>, Task> body) =>
        new($"{name}/{input}", batches, pairs => pairs, [.. batches.Select(batch => batch?.Records.ToArray())], ordered: true)
        {
            End = stream => stream.ForeachRdd((rdd, time) =>
            {
                var outputs = (OutputCollector)stream.Context.Services.GetService(typeof(OutputCollector))!;
                return body(rdd, time, outputs.Output<(string? Key, long Value)>(ConformanceCase.OutputName));
            }),
        };
}
