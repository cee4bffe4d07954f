using System.Collections.Immutable;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>Functions that capture variables of each kind. All give what the input gives with 10 added.</summary>
internal static class CapturedValues
{
    internal static readonly SortedDictionary<string, Func<Rdd<int>, BatchTime, CancellationToken, Rdd<int>>> All = new(StringComparer.Ordinal)
    {
        ["a number"] = (rdd, _, _) =>
        {
            int ten = Ten();
            return rdd.Map(one => one + ten);
        },
        ["a text"] = (rdd, _, _) =>
        {
            string ten = $"{Ten()}";
            return rdd.Map(one => one + ten.Length + 8);
        },
        ["null"] = (rdd, _, _) =>
        {
            string? nothing = Ten() == 10 ? null : "";
            return rdd.Map(one => nothing is null ? one + 10 : 0);
        },
        ["a list"] = (rdd, _, _) =>
        {
            List<int> parts = [Ten() - 1, 1];
            return rdd.Map(one => one + parts.Sum());
        },
        ["a list seen as a sequence"] = (rdd, _, _) =>
        {
            IEnumerable<int> parts = [Ten() - 1, 1];
            return rdd.Map(one => one + parts.Sum());
        },
        ["a dictionary"] = (rdd, _, _) =>
        {
            var numbers = new Dictionary<string, int> { ["ten"] = Ten() };
            return rdd.Map(one => one + numbers["ten"]);
        },
        ["a set and a sorted dictionary"] = (rdd, _, _) =>
        {
            var known = new HashSet<string> { $"{Ten()}" };
            var sorted = new SortedDictionary<string, int> { ["ten"] = Ten() };
            return rdd.Map(one => known.Contains("10") ? one + sorted["ten"] : 0);
        },
        ["an immutable dictionary"] = (rdd, _, _) =>
        {
            ImmutableDictionary<int, int> sums = Enumerable.Range(1, 6).ToImmutableDictionary(one => one, one => one + Ten());
            return rdd.Map(one => sums[one]);
        },
        ["an array of records"] = (rdd, _, _) =>
        {
            Pair[] pairs = [new Pair("a", Ten()), new Pair("b", 0)];
            return rdd.Map(one => one + pairs.Sum(pair => pair.Number));
        },
        ["a tuple, an enumeration and a nullable"] = (rdd, _, _) =>
        {
            (int Number, Mode Mode) pair = (Ten() / 2, Mode.Doubled);
            int? none = null;
            return rdd.Map(one => one + (pair.Mode == Mode.Doubled ? pair.Number * 2 : 0) + (none ?? 0));
        },
        ["an anonymous object"] = (rdd, _, _) =>
        {
            var settings = new { Number = Ten() };
            return rdd.Map(one => one + settings.Number);
        },
        ["a variable of an outer block"] = (rdd, _, _) =>
        {
            int nine = Ten() - 1;
            Rdd<int> result = rdd;
            foreach (int one in new[] { 1 })
            {
                int both = one;
                result = result.Map(number => number + nine + both);
            }

            return result;
        },
        ["another function"] = (rdd, _, _) =>
        {
            int ten = Ten();
            Func<int, int> add = one => one + ten;
            return rdd.Map(one => add(one));
        },
        ["a function within the function"] = (rdd, _, _) =>
        {
            int ten = Ten();
            return rdd.Map(one => new[] { one }.Select(same => same + ten).Single());
        },
        ["a local function"] = (rdd, _, _) =>
        {
            int ten = Ten();
            return rdd.Map(Add);

            int Add(int one) => Twice(one) + ten - one;

            static int Twice(int one) => one * 2;
        },
        ["a static method"] = (rdd, _, _) => rdd.Map(AddTen),
        ["a method of an object of the body"] = (rdd, _, _) => rdd.Map(new Adder(Ten()).Add),
        ["a generic method"] = (rdd, _, _) => Generic(rdd, Ten()),
        ["a function that waits"] = (rdd, _, _) =>
        {
            int ten = Ten();
            return rdd.MapAsync(
                async (one, cancellation) =>
                {
                    await Task.Yield();
                    cancellation.ThrowIfCancellationRequested();
                    return one + ten;
                },
                maxConcurrency: 2);
        },
        ["a sequence that is computed"] = (rdd, _, _) =>
        {
            int ten = Ten();
            return rdd.FlatMap(Sums);

            IEnumerable<int> Sums(int one)
            {
                yield return one + ten;
            }
        },
        ["the cancellation"] = (rdd, _, cancellation) => rdd.Map(one => cancellation.IsCancellationRequested ? 0 : one + 10),
        ["the batch time"] = (rdd, time, _) => rdd.Map(one => one + (time > default(BatchTime) ? 10 : 0)),
        ["what is known of datasets"] = (rdd, time, _) =>
        {
            Rdd<int>[] both = [rdd, rdd.Map(one => one + 1)];
            IReadOnlyList<Rdd<int>> list = [.. both];
            return rdd.Map(one => rdd.Time == time && list[1].PartitionCount == both[0].PartitionCount ? one + 10 : 0);
        },
        ["a comparer"] = (rdd, _, _) =>
        {
            int ten = Ten();
            return rdd.Map(one => one + ten).SortBy(one => one, Comparer<int>.Create((x, y) => (x % ten).CompareTo(y % ten)));
        },
    };

    private enum Mode
    {
        Plain,
        Doubled,
    }

    // What the compiler does not know.
    internal static int Ten() => 10;

    private static int AddTen(int one) => one + Ten();

    private static Rdd<T> Generic<T>(Rdd<T> rdd, T ten)
        where T : System.Numerics.IAdditionOperators<T, T, T> => rdd.Map(one => one + ten);

    private sealed record Pair(string Name, int Number);

    private sealed class Adder(int number)
    {
        public int Add(int one) => one + number;
    }
}
