using System.Threading.Channels;
using OrleansStream.Testing;

namespace OrleansStream.Benchmarks;

/// <summary>A job on the engine: each run is one batch, from its tick to its commit, through sealing, planning, stages and output.</summary>
internal sealed class EngineVariant<T> : IVariant
{
    private const int PollutingBatches = 3;

    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1);
    private readonly VirtualTime _time = new();
    private readonly StreamingContext _context;
    private readonly Func<Answer> _answer;
    private readonly int _threads;
    private readonly IReadOnlyList<Action<StreamingContext>> _others;
    private readonly Channel<Exception?> _completed = Channel.CreateUnbounded<Exception?>();
    private int _begun;

    /// <param name="threads">Engine threads, and partitions of shuffles.</param>
    /// <param name="define">Defines the job; its output must leave the answer where <paramref name="answer"/> finds it.</param>
    /// <param name="answer">What the last batch found.</param>
    /// <param name="others">Jobs of the same shape with other functions, for <see cref="PolluteAsync"/>.</param>
    public EngineVariant(int threads, Action<StreamingContext> define, Func<Answer> answer, params IReadOnlyList<Action<StreamingContext>> others)
    {
        _threads = threads;
        _others = others;
        _context = new StreamingContext(
            _interval, new StreamingContextOptions { EngineThreads = threads, DefaultPartitions = threads, TimeProvider = _time });
        _answer = answer;
        define(_context);
        _context.AddStreamingListener(new Completion(_completed.Writer));
        Start = _context.StartAsync();
    }

    private Task Start { get; }

    public async ValueTask RunAsync()
    {
        await BeginAsync();
        await SettleAsync();
    }

    /// <summary>Lets a batch begin, and waits for nothing.</summary>
    public async ValueTask BeginAsync()
    {
        await Start;
        _begun++;
        _time.Advance(_interval);
    }

    /// <summary>Waits until all batches that have begun are completed, with a checkpoint also committed.</summary>
    public async ValueTask SettleAsync()
    {
        for (; _begun > 0; _begun--)
        {
            if (await _completed.Reader.ReadAsync() is { } failure)
            {
                throw failure;
            }
        }
    }

    public Answer TakeAnswer() => _answer();

    public async ValueTask PolluteAsync()
    {
        foreach (Action<StreamingContext> define in _others)
        {
            await using EngineVariant<T> other = new(_threads, define, () => default);
            for (int batch = 0; batch < PollutingBatches; batch++)
            {
                await other.RunAsync();
            }
        }
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private sealed class Completion(ChannelWriter<Exception?> completed) : StreamingListener
    {
        public override void OnBatchCompleted(BatchInfo batch) =>
            completed.TryWrite(batch.OutputOperations.Select(operation => operation.Failure).FirstOrDefault(error => error is not null));
    }
}
