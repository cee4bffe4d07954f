using OrleansStream.Testing;

namespace OrleansStream.Conformance;

/// <summary>A job over one input and with one output.</summary>
/// <param name="name">Unique among all cases.</param>
/// <param name="input">The batches; null for no dataset.</param>
/// <param name="build">Makes the output from the input.</param>
/// <param name="expected">The records of each batch; null where the batch must give nothing at all.</param>
/// <param name="ordered">Whether the records' order is part of what must be.</param>
public sealed class ConformanceCase<TIn, TOut>(
    string name,
    IReadOnlyList<FeedBatch<TIn>?> input,
    Func<DStream<TIn>, DStream<TOut>> build,
    IReadOnlyList<IReadOnlyList<TOut>?> expected,
    bool ordered)
    : ConformanceCase(name, input.Count)
{
    /// <summary>Ends the job in another way than <c>CollectTo</c>.</summary>
    public Action<DStream<TOut>>? End { get; init; }

    /// <summary>Brings the batches in in another way than <c>AddressedInput</c>.</summary>
    public Func<StreamingContext, IReadOnlyList<FeedBatch<TIn>?>, DStream<TIn>>? Source { get; init; }

    public override void Define(StreamingContext ssc, JobArguments args)
    {
        DStream<TOut> result = build(Source?.Invoke(ssc, input) ?? ssc.AddressedInput("in", new ListFeed<TIn>(input)));
        if (End is { } end)
        {
            end(result);
        }
        else
        {
            result.CollectTo(OutputName);
        }
    }

    public override int ExpectedOutputs(OutputCollector outputs, out int collected)
    {
        collected = outputs.Output<TOut>(OutputName).Batches.Count;
        return expected.Count(batch => batch is not null);
    }

    public override void Verify(OutputCollector outputs, TimeSpan batchInterval)
    {
        IReadOnlyList<CollectedBatch<TOut>> collected = outputs.Output<TOut>(OutputName).Batches;
        int[] present = [.. Enumerable.Range(0, expected.Count).Where(batch => expected[batch] is not null)];
        if (collected.Count < present.Length)
        {
            throw new ConformanceException($"{Name}: {present.Length} batches must give output, {collected.Count} did.");
        }

        for (int i = 0; i < present.Length; i++)
        {
            int distance = (int)((collected[i].Time - collected[0].Time) / batchInterval);
            if (distance != present[i] - present[0])
            {
                throw new ConformanceException(
                    $"{Name}: output {i} is {distance} batches after the first one, it must be {present[i] - present[0]}.");
            }

            Verify(present[i], expected[present[i]]!, collected[i].Records);
        }
    }

    private void Verify(int batch, IReadOnlyList<TOut> wanted, IReadOnlyList<TOut> got)
    {
        bool same = ordered ? wanted.SequenceEqual(got) : Count(wanted).SetEquals(Count(got));
        if (!same)
        {
            throw new ConformanceException(
                $"{Name}: batch {batch} gave{(ordered ? "" : " (in any order)")}\n  [{string.Join(" ", got)}]\nand must give\n  [{string.Join(" ", wanted)}]");
        }
    }

    private static HashSet<(TOut Record, int Times)> Count(IReadOnlyList<TOut> records) =>
        [.. records.GroupBy(record => record).Select(group => (group.Key, group.Count()))];
}
