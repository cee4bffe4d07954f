namespace OrleansStream.Benchmarks.Tests;

/// <summary>A benchmark whose variants do not do the same work measures nothing.</summary>
public sealed class WorkloadTests
{
    private const long Size = 200_000;

    public static TheoryData<string> Names => [.. Workloads.All.Select(workload => workload.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task All_variants_of_a_workload_give_the_same_answer_with_one_thread_and_two(string name)
    {
        IWorkload workload = Workloads.All.Single(workload => workload.Name == name);
        var options = new BenchmarkOptions([workload], [1, 2], Size, Seed: 7, Warmup: 0, Rounds: 1, Polluted: true, Phases: true, Json: null);
        var runner = new WorkloadRunner(workload, workload.Generate(options.Seed, options.Size), options);

        WorkloadReport one = await runner.RunAsync(threads: 1);
        WorkloadReport two = await runner.RunAsync(threads: 2);

        Assert.NotEqual(0, one.Answer!.Value.Total);
        Assert.Equal(one.Answer, two.Answer);
        Assert.Single(one.Variants, variant => variant.Kind == VariantKind.Natural);
        Assert.True(one.Variants.Count(variant => variant.Kind == VariantKind.Limit) <= 1);
        Assert.Contains(one.Variants, variant => variant.Kind == VariantKind.Engine);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_seed_makes_the_same_input(string name)
    {
        IWorkload workload = Workloads.All.Single(workload => workload.Name == name);

        IInput first = workload.Generate(seed: 3, Size);
        IInput second = workload.Generate(seed: 3, Size);

        Assert.Equal((first.Records, first.Bytes, first.Description), (second.Records, second.Bytes, second.Description));
        Assert.InRange(first.Records, 1, Size);
    }

    [Fact]
    public async Task A_join_by_hand_finds_what_two_loops_find()
    {
        PairsInput input = PairsInput.Generate(seed: 5, size: 64_000);
        long expected = input.Left.Sum(left =>
            input.Right.Where(right => right.Key == left.Key).Sum(right => JoinWorkload.Weigh(left.Key, left.Value, right.Value)));

        var join = new LimitJoin(input, threads: 2);
        await join.RunAsync();

        Assert.Equal(new Answer(expected, 0), join.TakeAnswer());
    }
}
