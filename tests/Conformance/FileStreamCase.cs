using System.Globalization;
using OrleansStream.Testing;

namespace OrleansStream.Conformance;

/// <summary>A job over a stream of files that are all there before the first batch, which so must hold them all.</summary>
internal sealed class FileStreamCase<T> : ConformanceCase
{
    private readonly Action<string> _fill;
    private readonly Func<StreamingContext, string, DStream<T>> _build;
    private readonly ConformanceCase<int, T> _outcome;

    internal FileStreamCase(string name, Action<string> fill, Func<StreamingContext, string, DStream<T>> build, IReadOnlyList<T> expected, bool ordered)
        : base(name, batches: 1)
    {
        _fill = fill;
        _build = build;
        _outcome = new ConformanceCase<int, T>(name, [null], _ => throw new NotSupportedException("Only the outcome is asked of this."), [expected], ordered);
    }

    public override void Define(StreamingContext ssc, JobArguments args)
    {
        ArgumentNullException.ThrowIfNull(args);
        DateTimeOffset now = args.Get(NowArgument, VirtualTime.DefaultStart);
        string directory = CaseDirectory.Get(string.Create(CultureInfo.InvariantCulture, $"{Name} {now:O}"), path =>
        {
            _fill(path);
            foreach (string file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories))
            {
                File.SetLastWriteTimeUtc(file, now.UtcDateTime);
            }
        });
        _build(ssc, directory).CollectTo(OutputName);
    }

    public override int ExpectedOutputs(OutputCollector outputs, out int collected) => _outcome.ExpectedOutputs(outputs, out collected);

    public override void Verify(OutputCollector outputs, TimeSpan batchInterval) => _outcome.Verify(outputs, batchInterval);
}
