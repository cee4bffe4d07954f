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
            Enumerable.Range(0, _random.Next(60)).Select(_ => (RandomOperators.KeyOf(_random.Next(keys)), (long)_random.Next(100))).ToArray(),
            _random.Next(1, 6));
    }

    private void AddOperator(int streams)
    {
        int from = _random.Next(streams);
        int other = _random.Next(streams);
        int number = _random.Next(1, 5);
        int? partitions = _random.Next(3) == 0 ? null : number;
        IReadOnlyList<RandomOperator> all = RandomOperators.All(number, partitions);
        RandomOperator chosen = all[_random.Next(all.Count)];
        _needsDatasets |= chosen.NeedsDatasets;
        _operators.Add(streams => chosen.Make(streams[from], streams[other]));
        _models.Add(datasets => [.. chosen.Model(datasets[from], datasets[other])]);
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
                Add(from, one => one.UpdateStateByKey(spec, RandomStates.Update).MapValues(Math.Abs), RandomStates.Updates());
                break;
            default:
                Add(
                    from,
                    one => one.UpdateStateByKey(
                        spec,
                        all => all.Select(key => (key.Key, Next: RandomStates.Update(key.Values, key.State))).Where(key => key.Next.HasValue).Select(key => (key.Key, key.Next.Value))).MapValues(Math.Abs),
                    RandomStates.Updates());
                break;
        }
    }

    private void Add(int from, Func<DStream<Pair>, DStream<Pair>> make, Func<IReadOnlyList<Pair>, IEnumerable<Pair>> model)
    {
        _operators.Add(streams => make(streams[from]));
        _models.Add(datasets => [.. model(datasets[from])]);
    }
}
