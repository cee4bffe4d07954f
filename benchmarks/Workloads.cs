namespace OrleansStream.Benchmarks;

/// <summary>Every workload that --workload knows, in the order of "all". A new workload is added here and nowhere else.</summary>
internal static class Workloads
{
    public static IReadOnlyList<IWorkload> All { get; } =
    [
        new GrepWorkload(), new WordCountWorkload(), new TopKWorkload(), new MapsWorkload(), new JoinWorkload(), new StaticJoinWorkload(),
        new YahooWorkload(), new WindowWorkload(), new WindowInverseWorkload(),
        .. StateWorkloads.All(),
    ];
}
