using OrleansStream.Testing;
using Pair = (string? Key, long Value);

namespace OrleansStream.Conformance;

/// <summary>A graph of operators and input, made at random, beside a model of it over lists.</summary>
internal sealed class RandomProgram
{
    private readonly Random _random;
    private readonly List<Func<IReadOnlyList<DStream<Pair>>, DStream<Pair>>> _operators = [];
    private readonly List<Func<IReadOnlyList<IReadOnlyList<Pair>>, IReadOnlyList<Pair>>> _models = [];
    private readonly FeedBatch<Pair>?[] _input;
    private readonly StorageLevel?[] _levels;
    private bool _needsDatasets;

    /// <param name="seed">The same seed gives the same program.</param>
    /// <param name="stateful">Whether to put stateful operators between the others.</param>
    internal RandomProgram(int seed, bool stateful = false)
    {
        var states = new Random(seed + 2);
        _random = new Random(seed);
        int operators = _random.Next(1, 9);
        for (int i = 0; i < operators; i++)
        {
            AddOperator(_operators.Count + 1);
            if (stateful && (i == operators - 1 || states.Next(3) == 0))
            {
                _needsDatasets = true;
                AddStateful(states, _operators.Count + 1);
            }
        }

        // From numbers of their own, so that programs without them stay what they are.
        var levels = new Random(seed + 1);
        _levels = [.. _operators.Select(_ => levels.Next(4) == 0 ? (StorageLevel)levels.Next(5) : (StorageLevel?)null)];
        _input = new FeedBatch<Pair>?[_random.Next(1, 4)];
        for (int i = 0; i < _input.Length; i++)
        {
            _input[i] = Batch();
        }
    }

    internal ConformanceCase ToCase(string name) => new ConformanceCase<Pair, Pair>(
        name,
        _input,
        input =>
        {
            var streams = new List<DStream<Pair>> { input };
            for (int i = 0; i < _operators.Count; i++)
            {
                DStream<Pair> made = _operators[i](streams);
                streams.Add(_levels[i] is { } level ? made.Persist(level) : made);
            }

            return streams[^1];
        },
        [.. _input.Select(batch => batch is null ? null : Model([.. batch.Records]))],
        ordered: false);

    private IReadOnlyList<Pair> Model(IReadOnlyList<Pair> records)
    {
        var datasets = new List<IReadOnlyList<Pair>> { records };
        _models.ForEach(model => datasets.Add(model(datasets)));
        return datasets[^1];
    }

    private FeedBatch<Pair>? Batch()
    {
        if (!_needsDatasets && _random.Next(8) == 0)
        {
            return null;
        }

        int keys = _random.Next(1, 12);
        return FeedBatch.Cut(
            Enumerable.Range(0, _random.Next(60)).Select(_ => (KeyOf(_random.Next(keys)), (long)_random.Next(100))).ToArray(),
            _random.Next(1, 6));
    }

    private static string? KeyOf(int number) => number == 3 ? null : FormattableString.Invariant($"k{number}");

    private void AddOperator(int streams)
    {
        int from = _random.Next(streams);
        int other = _random.Next(streams);
        int number = _random.Next(1, 5);
        int? partitions = _random.Next(3) == 0 ? null : number;
        switch (_random.Next(23))
        {
            case 0:
                Add(from, one => one.Map(pair => (pair.Key, ((pair.Value * number) + 1) % 1000)), all => all.Select(pair => (pair.Key, ((pair.Value * number) + 1) % 1000)));
                break;
            case 1:
                Add(from, one => one.Map(pair => ReKey(pair, number)), all => all.Select(pair => ReKey(pair, number)));
                break;
            case 2:
                Add(from, one => one.Filter(pair => pair.Value % number == 0), all => all.Where(pair => pair.Value % number == 0));
                break;
            case 3:
                Add(from, one => one.FlatMap(pair => Enumerable.Repeat(pair, (int)(pair.Value % 3))), all => all.SelectMany(pair => Enumerable.Repeat(pair, (int)(pair.Value % 3))));
                break;
            case 4:
                Add(from, one => one.MapPartitions(part => part.Select(pair => (pair.Key, pair.Value + 1))), all => all.Select(pair => (pair.Key, pair.Value + 1)));
                break;
            case 5:
                Add(from, one => one.ReduceByKey((left, right) => left + right, partitions), all => Grouped(all, Enumerable.Sum));
                break;
            case 6:
                Add(from, one => one.ReduceByKey(Math.Max, partitions), all => Grouped(all, Enumerable.Max));
                break;
            case 7:
                Add(
                    from,
                    one => one.MapAsync(
                        async (pair, _) =>
                        {
                            await Task.Yield();
                            return (pair.Key, pair.Value + number);
                        },
                        number,
                        ordered: number % 2 == 0),
                    all => all.Select(pair => (pair.Key, pair.Value + number)));
                break;
            case 8:
                _needsDatasets = true;
                Add(
                    from,
                    one => one.Transform(rdd => rdd.Coalesce(number).Glom().FlatMap(part => part).ZipWithIndex().Map(pair => (pair.Value.Key, pair.Index))
                        .ReduceByKey((left, _) => left, 1).Map(pair => (pair.Key, 1L))),
                    all => all.GroupBy(pair => pair.Key).Select(group => (group.Key, 1L)));
                break;
            case 9:
                _needsDatasets = true;
                Add(
                    from,
                    one => one.TransformWith(one, (rdd, same) => rdd.Zip(same).Map(pair => (pair.First.Key, pair.Second.Value))),
                    all => all);
                break;
            case 10:
                _needsDatasets = true;
                Add(from, one => one.Transform(rdd => one.Context.Union(rdd.RandomSplit([1, number], number))), all => all);
                break;
            case 11:
                Add(
                    from,
                    one => from pair in one where pair.Value % 2 == 0 from twice in new[] { pair.Value, pair.Value + 1 } select (pair.Key, twice),
                    all => from pair in all where pair.Value % 2 == 0 from twice in new[] { pair.Value, pair.Value + 1 } select (pair.Key, twice));
                break;
            case 12:
                _needsDatasets = true;
                _operators.Add(all => all[from].Union(all[other]));
                _models.Add(all => [.. all[from], .. all[other]]);
                break;
            case 13:
                Add(from, one => one.Repartition(number), all => all);
                break;
            case 14:
                Add(from, one => one.PartitionBy(new ByLength(number)), all => all);
                break;
            case 15:
                Add(from, one => one.GroupByKey(partitions).MapValues(values => values.Sum() % 1000), all => Grouped(all, values => values.Sum() % 1000));
                break;
            case 16:
                Add(from, one => one.Distinct(partitions), all => all.Distinct());
                break;
            case 17:
                Add(from, one => one.MapValues(value => value / number), all => all.Select(pair => (pair.Key, pair.Value / number)));
                break;
            case 18:
                _needsDatasets = true;
                Join(from, other, (left, right) => left.Join(right, partitions).MapValues(both => (both.Left * 3) + both.Right), values => values);
                break;
            case 19:
                _needsDatasets = true;
                Join(
                    from,
                    other,
                    (left, right) => left.LeftOuterJoin(right, new ByLength(number)).MapValues(both => (both.Left * 3) + both.Right.GetValueOrDefault(1)),
                    values => values.DefaultIfEmpty(1));
                break;
            case 20:
                _needsDatasets = true;
                _operators.Add(all => One(all[from]).SubtractByKey(all[other], partitions));
                _models.Add(all => [.. One(all[from]).Where(left => !all[other].Any(right => right.Key == left.Key))]);
                break;
            case 21:
                _needsDatasets = true;
                Add(from, one => one.Transform(rdd => rdd.SortBy(pair => (pair.Value, pair.Key), number % 2 == 0, partitions)), all => all);
                break;
            default:
                _needsDatasets = true;
                Add(
                    from,
                    one => one.Transform(async (rdd, _, cancellation) =>
                    {
                        long count = await rdd.CountAsync(cancellation);
                        return rdd.ReduceByKey(Math.Min, partitions).Map(pair => (pair.Key, pair.Value + (count % 7)));
                    }),
                    all => Grouped(all, Enumerable.Min).Select(pair => (pair.Key, pair.Value + (all.Count % 7))));
                break;
        }
    }

    private void AddStateful(Random random, int streams)
    {
        int from = random.Next(streams);
        StateSpec<long> spec = random.Next(2) == 0 ? StateSpec.Of<long>() : StateSpec.Of<long>().Partitions(random.Next(1, 5));
        switch (random.Next(4))
        {
            case 0:
                Add(from, one => one.MapWithState(spec, RandomStates.Count), RandomStates.Counts());
                break;
            case 1:
                Add(from, one => one.MapWithState(spec, RandomStates.Add).StateSnapshots(), RandomStates.Sums());
                break;
            case 2:
                Add(from, one => one.UpdateStateByKey(spec, RandomStates.Update), RandomStates.Updates());
                break;
            default:
                Add(
                    from,
                    one => one.UpdateStateByKey(
                        spec,
                        all => all.Select(key => (key.Key, Next: RandomStates.Update(key.Values, key.State))).Where(key => key.Next.HasValue).Select(key => (key.Key, key.Next.Value))),
                    RandomStates.Updates());
                break;
        }
    }

    private void Add(int from, Func<DStream<Pair>, DStream<Pair>> make, Func<IReadOnlyList<Pair>, IEnumerable<Pair>> model)
    {
        _operators.Add(streams => make(streams[from]));
        _models.Add(datasets => [.. model(datasets[from])]);
    }

    /// <summary>The right side has one pair for a key, so that programs of many joins stay small.</summary>
    private void Join(
        int from,
        int other,
        Func<DStream<Pair>, DStream<Pair>, DStream<Pair>> make,
        Func<IEnumerable<long>, IEnumerable<long>> matches)
    {
        _operators.Add(all => make(all[from], One(all[other])).Map(pair => (pair.Key, pair.Value % 1000)));
        _models.Add(all =>
        {
            ILookup<string?, long> rights = One(all[other]).ToLookup(pair => pair.Key, pair => pair.Value);
            return [.. all[from].SelectMany(left => matches(rights[left.Key]).Select(right => (left.Key, ((left.Value * 3) + right) % 1000)))];
        });
    }

    private static DStream<Pair> One(DStream<Pair> pairs) => pairs.ReduceByKey(Math.Max, 2);

    private static IEnumerable<Pair> One(IReadOnlyList<Pair> pairs) => Grouped(pairs, Enumerable.Max);

    private static Pair ReKey(Pair pair, int number) => (KeyOf((int)(pair.Value % (number + 1))), pair.Value);

    private static IEnumerable<Pair> Grouped(IReadOnlyList<Pair> pairs, Func<IEnumerable<long>, long> reduce) =>
        pairs.GroupBy(pair => pair.Key).Select(group => (group.Key, reduce(group.Select(pair => pair.Value))));
}
