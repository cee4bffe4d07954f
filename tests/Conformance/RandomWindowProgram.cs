using OrleansStream.Testing;
using Pair = (string? Key, long Value);

namespace OrleansStream.Conformance;

/// <summary>A graph of windows and other operators over some batches, made at random, beside a model of it over lists.</summary>
/// <remarks>Values are combined by <see cref="Compose"/>, which is associative and not commutative: a window that mixes up its batches shows.</remarks>
internal sealed class RandomWindowProgram
{
    private const int BatchCount = 14;
    private const long Modulus = 1009;
    private static readonly TimeSpan Batch = TimeSpan.FromSeconds(1);

    private readonly Random _random;
    private readonly Action _touch;
    private readonly FeedBatch<Pair>?[] _input = new FeedBatch<Pair>?[BatchCount];
    private readonly List<WindowNode> _nodes = [];

    internal RandomWindowProgram(int seed, Action touch)
    {
        _random = new Random(seed);
        _touch = touch;
        bool gaps = _random.Next(2) == 0;
        for (int i = 0; i < BatchCount; i++)
        {
            _input[i] = gaps && _random.Next(4) == 0 ? null : NewBatch();
        }

        _nodes.Add(new WindowNode(streams => streams[0], 1, [.. _input.Select(IReadOnlyList<Pair>? (batch) => batch is null ? null : [.. batch.Records])]));
        int operators = _random.Next(1, 6);
        for (int i = 0; i < operators; i++)
        {
            // Mostly a chain, so that windows nest.
            Add(_nodes[_random.Next(3) == 0 ? _random.Next(_nodes.Count) : ^1]);
        }

        if (_nodes.TrueForAll(node => node.Slide == 1))
        {
            AddWindow(_nodes[^1]);
        }
    }

    internal ConformanceCase ToCase(string name, Func<StreamingContext, IReadOnlyList<FeedBatch<Pair>?>, DStream<Pair>>? source) => new ConformanceCase<Pair, Pair>(
        name,
        _input,
        input =>
        {
            var streams = new List<DStream<Pair>> { input };
            foreach (WindowNode node in _nodes.Skip(1))
            {
                streams.Add(node.Build(streams));
            }

            return streams[^1];
        },
        _nodes[^1].Batches,
        ordered: false)
    {
        Source = source,
    };

    private FeedBatch<Pair> NewBatch()
    {
        int keys = _random.Next(1, 9);
        return FeedBatch.Cut(
            Enumerable.Range(0, _random.Next(12))
                .Select(_ => ((string?)FormattableString.Invariant($"k{_random.Next(keys)}"), (long)_random.Next((int)(Modulus * Modulus)))).ToArray(),
            _random.Next(1, 4));
    }

    private void Add(WindowNode from)
    {
        int place = _nodes.IndexOf(from);
        switch (_random.Next(12))
        {
            case 0:
                long added = _random.Next(1000);
                Add(from, one => one.MapValues(value => Touched((value + added) % (Modulus * Modulus))), batch => batch.Select(pair => (pair.Key, (pair.Value + added) % (Modulus * Modulus))));
                break;
            case 1:
                Add(from, one => one.Filter(pair => Touched(pair.Value) % 3 != 0), batch => batch.Where(pair => pair.Value % 3 != 0));
                break;
            case 2:
                Add(from, one => one.ReduceByKey(TouchedCompose, 2).Persist((StorageLevel)(place % 5)), batch => Grouped(batch, values => values.Aggregate(Compose)));
                break;
            case 3 when from.HasAll:
                WindowNode[] others = [.. _nodes.Where(node => node.Slide == from.Slide && node.HasAll)];
                int other = _nodes.IndexOf(others[_random.Next(others.Length)]);
                WindowNode right = _nodes[other];
                if (_random.Next(2) == 0)
                {
                    AddNode(from, streams => streams[place].Union(streams[other]), (batch, i) => [.. batch, .. right.Batches[i]!]);
                    break;
                }

                AddNode(
                    from,
                    streams => streams[place].Join(streams[other].ReduceByKey(TouchedCompose, 2)).MapValues(both => Compose(both.Left, both.Right)),
                    (batch, i) =>
                    {
                        Dictionary<string, long> rights = Grouped(right.Batches[i]!, values => values.Aggregate(Compose)).ToDictionary(pair => pair.Key!, pair => pair.Value);
                        return [.. from left in batch where rights.ContainsKey(left.Key!) select (left.Key, Compose(left.Value, rights[left.Key!]))];
                    });
                break;
            default:
                AddWindow(from);
                break;
        }
    }

    private void AddWindow(WindowNode from)
    {
        int place = _nodes.IndexOf(from);
        int length = from.Slide * _random.Next(1, 5);
        int slide = from.Slide * (from.Slide > 3 ? 1 : _random.Next(1, 4));
        int? partitions = _random.Next(2) == 0 ? null : _random.Next(1, 5);
        TimeSpan window = length * Batch;
        TimeSpan every = slide * Batch;
        IReadOnlyList<Pair>?[] windows = from.Window(length, slide);
        switch (_random.Next(10))
        {
            case 0:
                AddWindow(streams => streams[place].Window(window, every), batch => batch);
                break;
            case 1:
                AddWindow(
                    streams => streams[place].ReduceByKeyAndWindow(TouchedCompose, window, every, partitions),
                    batch => Grouped(batch, values => values.Aggregate(Compose)));
                break;
            case 2:
                AddWindow(
                    streams => streams[place].ReduceByKeyAndWindow(TouchedCompose, window, every, new ByLength(partitions ?? 2)),
                    batch => Grouped(batch, values => values.Aggregate(Compose)));
                break;
            case 3:
                AddWindow(
                    streams => streams[place].GroupByKeyAndWindow(window, every, partitions).MapValues(values => values.Aggregate(Compose)),
                    batch => Grouped(batch, values => values.Aggregate(Compose)));
                break;
            case 4:
                AddWindow(
                    streams => streams[place].MapValues(_ => Touched(1)).ReduceByKeyAndWindow(
                        (left, right) => Touched(left + right), (sum, left) => Touched(sum - left), window, every, partitions, pair => Touched(pair.Value) != 0),
                    batch => Grouped(batch, values => values.Count()));
                break;
            case 5:
                AddWindows(
                    streams => streams[place].ReduceByKeyAndWindow(
                        (left, right) => Touched(left + right), (sum, left) => Touched(sum - left), window, every, new ByLength(partitions ?? 2)),
                    all => all.SelectMany(one => one).Select(pair => pair.Key).Distinct()
                        .Select(key => (key, all[^1].Where(pair => pair.Key == key).Sum(pair => pair.Value))));
                break;
            case 6:
                AddWindows(
                    streams => streams[place].CountByWindow(window, every).Map(count => ((string?)"n", count)),
                    all => all.Any(one => one.Count > 0) ? [("n", (long)all[^1].Count)] : []);
                break;
            case 7:
                // A key's pairs come in no fixed order.
                AddWindow(
                    streams => streams[place].CountByValueAndWindow(window, every, partitions).Map(counted => (counted.Value.Key, Touched(counted.Count * counted.Count)))
                        .ReduceByKey((left, right) => left + right),
                    batch => batch.GroupBy(pair => pair).Select(group => (group.Key.Key, (long)group.Count() * group.Count()))
                        .GroupBy(counted => counted.Key).Select(group => (group.Key, group.Sum(counted => counted.Item2))));
                break;
            case 8:
                AddWindows(
                    streams => streams[place].Map(pair => pair.Value).ReduceByWindow((left, right) => Touched(left + right), (sum, left) => Touched(sum - left), window, every)
                        .Map(sum => ((string?)"sum", sum % Modulus)),
                    all => all.Any(one => one.Count > 0) ? [("sum", all[^1].Sum(pair => pair.Value) % Modulus)] : []);
                break;
            default:
                AddWindow(
                    streams => streams[place].ReduceByWindow((left, right) => (Touched(0) == 0 ? First(left.Key, right.Key) : null, (left.Value + right.Value) % Modulus), window, every),
                    batch => batch.Any() ? [batch.Aggregate((left, right) => (First(left.Key, right.Key), (left.Value + right.Value) % Modulus))] : []);
                break;
        }

        void AddWindow(Func<IReadOnlyList<DStream<Pair>>, DStream<Pair>> build, Func<IEnumerable<Pair>, IEnumerable<Pair>> model) =>
            AddWindows(build, all => model(all[^1]));

        void AddWindows(Func<IReadOnlyList<DStream<Pair>>, DStream<Pair>> build, Func<IReadOnlyList<IReadOnlyList<Pair>>, IEnumerable<Pair>> model) =>
            _nodes.Add(new WindowNode(build, slide, WindowNode.Each(windows, model)));
    }

    private void Add(WindowNode from, Func<DStream<Pair>, DStream<Pair>> build, Func<IReadOnlyList<Pair>, IEnumerable<Pair>> model)
    {
        int place = _nodes.IndexOf(from);
        AddNode(from, streams => build(streams[place]), (batch, _) => [.. model(batch)]);
    }

    private void AddNode(WindowNode from, Func<IReadOnlyList<DStream<Pair>>, DStream<Pair>> build, Func<IReadOnlyList<Pair>, int, IReadOnlyList<Pair>> model) =>
        _nodes.Add(new WindowNode(build, from.Slide, [.. from.Batches.Select((batch, i) => batch is null ? null : model(batch, i))]));

    private long Touched(long value)
    {
        _touch();
        return value;
    }

    private long TouchedCompose(long left, long right) => Touched(Compose(left, right));

    /// <summary>A value stands for the function x → a x + b; two values together for one function after the other.</summary>
    private static long Compose(long left, long right)
    {
        (long a, long b) = Math.DivRem(left, Modulus);
        (long c, long d) = Math.DivRem(right, Modulus);
        return (a * c % Modulus * Modulus) + (((a * d) + b) % Modulus);
    }

    private static string? First(string? left, string? right) => string.CompareOrdinal(left, right) <= 0 ? left : right;

    private static IEnumerable<Pair> Grouped(IEnumerable<Pair> pairs, Func<IEnumerable<long>, long> reduce) =>
        pairs.GroupBy(pair => pair.Key).Select(group => (group.Key, reduce(group.Select(pair => pair.Value))));
}
