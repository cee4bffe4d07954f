namespace OrleansStream.Benchmarks;

/// <summary>A job on the engine: each run is one batch, from its tick to its commit, through sealing, planning, stages and output.</summary>
internal sealed class EngineVariant<T> : IVariant
{
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1);
    private readonly StepTime _time = new();
    private readonly StreamingContext _context;
    private readonly Func<Answer> _answer;
    private readonly Completion _completion = new();

    /// <param name="threads">Engine threads, and partitions of shuffles.</param>
    /// <param name="define">Defines the job; its output must leave the answer where <paramref name="answer"/> finds it.</param>
    /// <param name="answer">What the last batch found.</param>
    public EngineVariant(int threads, Action<StreamingContext> define, Func<Answer> answer)
    {
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
        _time.Step(_interval);
        await done;
    }

    public Answer TakeAnswer() => _answer();

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
