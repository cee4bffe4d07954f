using OrleansStream.Conformance;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Operators;

public class ConformanceTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static TheoryData<string> Names => [.. ConformanceCases.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Conforms(string name)
    {
        ConformanceCase conformance = ConformanceCases.Find(name);
        await RunAsync(conformance, threads: 2, seed: null);
        await RunAsync(conformance, threads: 1, seed: 1);
        await RunAsync(conformance, threads: 4, seed: 2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task RandomProgramsConform(int block)
    {
        for (int seed = block * 100; seed < (block + 1) * 100; seed++)
        {
            await RunAsync(ConformanceCases.Random(seed), threads: 1 << (seed % 3), seed);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(700)]
    public async Task RandomProgramsConformInLittleMemory(long memoryLimit)
    {
        for (int seed = 400; seed < 460; seed++)
        {
            await RunAsync(ConformanceCases.Random(seed), threads: 1 << (seed % 3), seed, memoryLimit);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task RandomProgramsWithStateConform(int block)
    {
        for (int seed = block * 100; seed < (block + 1) * 100; seed++)
        {
            await RunAsync(ConformanceCases.RandomStateful(seed), threads: 1 << (seed % 3), seed, memoryLimit: seed % 5 == 0 ? 700 : null);
        }
    }

    [Fact]
    [Trait("Tier", "Long")]
    public async Task ManyRandomProgramsWithStateConform()
    {
        for (int seed = 20_000; seed < 23_000; seed++)
        {
            await RunAsync(ConformanceCases.RandomStateful(seed), threads: 1 << (seed % 3), seed);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task RandomWindowsConform(int block)
    {
        for (int seed = block * 150; seed < (block + 1) * 150; seed++)
        {
            await RunAsync(ConformanceCases.RandomWindows(seed), threads: 1 << (seed % 3), seed);
        }
    }

    [Fact]
    public async Task RandomWindowsConformInLittleMemory()
    {
        for (int seed = 300; seed < 360; seed++)
        {
            await RunAsync(ConformanceCases.RandomWindows(seed), threads: 1 << (seed % 3), seed, memoryLimit: 700);
        }
    }

    /// <summary>Functions fail now and then: tasks are tried twice, and then their batch is attempted again.</summary>
    [Fact]
    public async Task RandomWindowsConformWhateverIsTriedAgain()
    {
        int failures = 0;
        for (int seed = 400; seed < 500; seed++)
        {
            var dice = new Random(seed);
            int calls = 0;
            await RunAsync(
                ConformanceCases.RandomWindows(seed, () =>
                {
                    lock (dice)
                    {
                        if (++calls < 3000 && dice.Next(12) == 0)
                        {
                            failures++;
                            throw new InjectedFaultException();
                        }
                    }
                }),
                threads: 1 << (seed % 3),
                seed,
                configure: options =>
                {
                    options.OnFailure = FailurePolicy.RetryThenStop;
                    options.MaxTaskFailures = 2;
                    options.MaxBatchAttempts = 1000;
                });
        }

        Assert.True(failures > 300, $"{failures} failures were injected.");
    }

    [Fact]
    [Trait("Tier", "Long")]
    public async Task ManyRandomWindowsConform()
    {
        for (int seed = 20_000; seed < 23_000; seed++)
        {
            await RunAsync(ConformanceCases.RandomWindows(seed), threads: 1 << (seed % 3), seed);
        }
    }

    [Fact]
    [Trait("Tier", "Long")]
    public async Task ManyRandomProgramsConform()
    {
        for (int seed = 10_000; seed < 15_000; seed++)
        {
            await RunAsync(ConformanceCases.Random(seed), threads: 1 << (seed % 3), seed);
        }
    }

    [Fact]
    public void TheCaseOfAnArgumentIsTheJob()
    {
        var ssc = new StreamingTestHarness();
        ssc.Define(new ConformanceJob(), JobArguments.Empty.With("case", "map/plain"));
        Assert.Single(ssc.Context.Graph.Outputs);
        Assert.Throws<ArgumentException>(() => ConformanceCases.Find("no such case"));
    }

    private static async Task RunAsync(ConformanceCase conformance, int threads, int? seed, long? memoryLimit = null, Action<StreamingContextOptions>? configure = null)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.EngineThreads = threads;
        options.TaskOrderSeed = seed;
        options.MemoryLimit = memoryLimit;
        configure?.Invoke(options);
        await using var harness = new StreamingTestHarness(Interval, options) { ExpectsFailure = conformance.ExpectsFailure };
        harness.Define(conformance);
        await harness.StartAsync();
        await harness.AdvanceAsync(conformance.Batches);
        Assert.Equal(conformance.ExpectedOutputs(harness.Outputs, out int collected), collected);
        Assert.Equal(conformance.ExpectsFailure, harness.Context.Failure is not null);
        conformance.Verify(harness.Outputs, Interval);
    }
}
