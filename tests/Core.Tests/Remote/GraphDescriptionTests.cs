using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>Hosts that have defined the job in another way than the coordinator: nothing is computed, and the difference is named.</summary>
public sealed class GraphDescriptionTests
{
    [Fact]
    public async Task Another_operator_is_named() => Assert.Contains(
        "Filter-1 differs: Filter of Map-1 every 00:00:01 where the job is coordinated, and Filter of Map-2 every 00:00:01 on another host",
        await FailureAsync((numbers, machine) =>
        {
            DStream<int> mapped = numbers.Map(one => one);
            DStream<int> again = mapped.Map(one => one);
            return (machine == 0 ? mapped : again).Filter(one => one > 0);
        }),
        StringComparison.Ordinal);

    [Fact]
    public async Task A_missing_operator_is_named() => Assert.Contains(
        "operator 3 is Filter-1 where the job is coordinated and CollectTo-1 on another host",
        await FailureAsync((numbers, machine) => machine == 0 ? numbers.Map(one => one).Filter(one => one > 0) : numbers.Map(one => one)),
        StringComparison.Ordinal);

    [Fact]
    public async Task A_value_that_differs_is_named() => Assert.Contains(
        "Map-1 differs: limit = 0 where the job is coordinated, and limit = 1 on another host",
        await FailureAsync((numbers, machine) =>
        {
            int limit = Math.Min(machine, 1);
            return numbers.Map(one => one + limit);
        }),
        StringComparison.Ordinal);

    [Fact]
    public async Task What_objects_hold_and_what_bodies_capture_may_differ()
    {
        int machines = 0;
        await RemoteJob.RunAsync(
            ssc =>
            {
                int machine = machines++;
                var holder = new Holder(machine);
                DStream<int> numbers = RemoteBodyTests.Numbers(ssc, [1, 2, 3]).Map(one => one + holder.Machine);
                numbers.ForeachRdd(async rdd => Assert.Equal(3, await rdd.CountAsync() + machine));
            },
            driver => driver.AdvanceAsync(1));
    }

    private static async Task<string> FailureAsync(Func<DStream<int>, int, DStream<int>> define)
    {
        int machines = 0;
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => RemoteJob.RunAsync(
            ssc => define(RemoteBodyTests.Numbers(ssc, [1, 2, 3]), machines++).CollectTo("out"),
            driver => driver.AdvanceAsync(1)));
        return failure.Message;
    }

    private sealed record Holder(int Machine);
}
