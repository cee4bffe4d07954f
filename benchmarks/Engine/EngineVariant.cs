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
    private readonly Completion _completion = new();

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
        _context.AddStreamingListener(_completion);
        Start = _context.StartAsync();
    }

    private Task Start { get; }

    public async ValueTask RunAsync()
    {
        await Start;
        Task done = _completion.Next();
        _time.Advance(_interval);
        await done;
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

    private sealed class Completion : StreamingListener
    {
        private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Next()
        {
            _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _next.Task;
        }

        public override void OnBatchCompleted(BatchInfo batch)
        {
            Exception? failure = batch.OutputOperations.Select(operation => operation.Failure).FirstOrDefault(error => error is not null);
            if (failure is null)
            {
                _next.TrySetResult();
            }
            else
            {
                _next.TrySetException(failure);
            }
        }
    }
}
