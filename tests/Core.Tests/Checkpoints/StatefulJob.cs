using System.Globalization;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>Stateful and windowed streams over the numbers 10 n to 10 n + 9 in batch n, and what each batch must give.</summary>
internal static class StatefulJob
{
    // A session has the batches 5 n to 5 n + 4 and is over in the first one after it has been idle for longer than this.
    private const int IdleBatches = 5;
    private const int WindowBatches = 5;
    private const int RecentBatches = 3;

    /// <summary>Everything as lines, in no order.</summary>
    internal static DStream<string> Of(DStream<int> numbers, TimeSpan interval)
    {
        DStream<string> seen = numbers
            .Map(number => (number % 23, number))
            .MapWithState(StateSpec.Of<long>(), (key, _, state) =>
            {
                state.Update(state.GetOption().GetValueOrDefault(0) + 1);
                return FormattableString.Invariant($"seen {key} {state.Get()}");
            })
            .Named("seen");
        DStream<string> ended = numbers
            .Map(number => (FormattableString.Invariant($"s{number / (10 * IdleBatches)}"), number))
            .MapWithState(StateSpec.Of<int>().Timeout(interval * IdleBatches), (_, key, _, state) =>
            {
                if (state.IsTimingOut)
                {
                    return Option.Some(FormattableString.Invariant($"ended {key} {state.Get()}"));
                }

                state.Update(state.GetOption().GetValueOrDefault(0) + 1);
                return Option<string>.None;
            })
            .Named("sessions");
        DStream<string> total = numbers
            .Map(number => (number % 5, number))
            .UpdateStateByKey(StateSpec.Of<long>(), (numbers, sum) => Option.Some(numbers.Count + sum.GetValueOrDefault(0)))
            .Named("totals")
            .Map(pair => FormattableString.Invariant($"total {pair.Key} {pair.Value}"));
        DStream<string> window = numbers
            .Map(number => (number % 3, 1L))
            .ReduceByKeyAndWindow((a, b) => a + b, (a, b) => a - b, interval * WindowBatches, interval)
            .Named("window")
            .Map(pair => FormattableString.Invariant($"window {pair.Key} {pair.Value}"));
        DStream<string> recent = seen.Window(interval * RecentBatches, interval).Named("recent").Map(line => "recent " + line);
        return seen.Union(ended).Union(total).Union(window).Union(recent);
    }

    /// <summary>What a batch must give, sorted.</summary>
    internal static IEnumerable<string> Expected(int batch)
    {
        int end = 10 * (batch + 1);
        IEnumerable<string> lines = Seen(10 * batch, end);
        if (batch % IdleBatches == 0 && batch >= 2 * IdleBatches)
        {
            lines = lines.Append(string.Create(CultureInfo.InvariantCulture, $"ended s{(batch / IdleBatches) - 2} {10 * IdleBatches}"));
        }

        int windowBegin = Math.Max(0, end - (10 * WindowBatches));
        return lines
            .Concat(Enumerable.Range(0, 5).Select(key => FormattableString.Invariant($"total {key} {end / 5}")))
            .Concat(Enumerable.Range(0, 3).Select(key => FormattableString.Invariant($"window {key} {Enumerable.Range(windowBegin, end - windowBegin).Count(number => number % 3 == key)}")))
            .Concat(Seen(Math.Max(0, end - (10 * RecentBatches)), end).Select(line => "recent " + line))
            .Order(StringComparer.Ordinal);

        static IEnumerable<string> Seen(int begin, int end) =>
            Enumerable.Range(begin, end - begin).Select(number => FormattableString.Invariant($"seen {number % 23} {(number / 23) + 1}"));
    }
}
