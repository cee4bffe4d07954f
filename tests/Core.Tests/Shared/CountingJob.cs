using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Shared;

/// <summary>Counts what each of several operators sees, over a graph with everything that could make one count twice.</summary>
internal sealed class CountingJob : IStreamingJob
{
    /// <summary>The counters, once defined.</summary>
    internal Dictionary<string, Accumulator<long, long>> Counters { get; private set; } = [];

    /// <summary>The input, alike in every process.</summary>
    internal required IInputFeed<int> Feed { get; init; }

    internal TransientFault Fault { get; init; } = new(0);

    public void Define(StreamingContext ssc, JobArguments args)
    {
        Accumulator<long, long> shared = ssc.LongAccumulator("shared");
        Accumulator<long, long> prefix = ssc.LongAccumulator("prefix");
        Accumulator<long, long> paired = ssc.LongAccumulator("paired");
        Accumulator<long, long> reduced = ssc.LongAccumulator("reduced");
        Accumulator<long, long> crossed = ssc.LongAccumulator("crossed");
        Accumulator<long, long> planned = ssc.LongAccumulator("planned");
        Accumulator<double, double> real = ssc.DoubleAccumulator("real");
        Accumulator<int, List<int>> seen = ssc.CollectionAccumulator<int>("seen");
        DStream<int> input = ssc.AddressedInput("in", Feed);
        DStream<int> counted = input.Map(number =>
        {
            shared.Add(1);
            prefix.Add(number);
            real.Add(1.0 / number);
            seen.Add(number);
            return Fault.Pass(number);
        });

        // Read by a print that wants few, by three whole outputs, one of them behind a shuffle.
        counted.Print(1);
        counted.CollectTo("whole");
        counted.Filter(number =>
        {
            Fault.Strike();
            return number % 2 == 0;
        }).CollectTo("even");
        counted.Map(number =>
        {
            paired.Add(1);
            return (number % 3, 1);
        }).ReduceByKey((left, right) => left + right, 2).Map(pair =>
        {
            reduced.Add(pair.Item2);
            return Fault.Pass(pair);
        }).CollectTo("reduced");

        // The second dataset is computed again for each partition of the first.
        input.Transform(rdd =>
        {
            planned.Add(1);
            Rdd<int> second = rdd.Map(number =>
            {
                crossed.Add(1);
                return number;
            });
            return rdd.Cartesian(second).Coalesce(3).Map(pair => pair.First * pair.Second);
        }).CollectTo("crossed");
        Counters = new Dictionary<string, Accumulator<long, long>>
        {
            ["shared"] = shared,
            ["prefix"] = prefix,
            ["paired"] = paired,
            ["reduced"] = reduced,
            ["crossed"] = crossed,
            ["planned"] = planned,
        };
        Real = real;
        Seen = seen;
    }

    internal Accumulator<double, double>? Real { get; private set; }

    internal Accumulator<int, List<int>>? Seen { get; private set; }

    /// <summary>Checks the values after batches that held the numbers.</summary>
    internal void Check(int batches, IReadOnlyList<int> numbers, int seed)
    {
        Assert.Equal((seed, numbers.Count), (seed, (int)Counters["shared"].Value));
        Assert.Equal((seed, numbers.Sum()), (seed, (int)Counters["prefix"].Value));
        Assert.Equal((seed, numbers.Count), (seed, (int)Counters["paired"].Value));
        Assert.Equal((seed, numbers.Count), (seed, (int)Counters["reduced"].Value));
        Assert.Equal((seed, numbers.Count), (seed, (int)Counters["crossed"].Value));
        Assert.Equal((seed, batches), (seed, (int)Counters["planned"].Value));
    }
}
