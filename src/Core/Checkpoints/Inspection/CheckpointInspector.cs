namespace OrleansStream.Checkpoints;

/// <summary>Looks into a checkpoint or a savepoint without the job's code; writes nothing, so the job may be running.</summary>
/// <remarks>It shows the head that was there when it was opened. A running job removes what later heads do not need after
/// <see cref="StreamingContextOptions.CheckpointGracePeriod"/>: what is read later than that may be gone, and is reported as such; open it again, or make
/// a savepoint. Safe for any number of threads.</remarks>
public sealed class CheckpointInspector
{
    private readonly ICheckpointStore _store;
    private readonly CheckpointObjects _objects;
    private readonly Head _head;

    private CheckpointInspector(ICheckpointStore store, CheckpointObjects objects, Head head, bool isSavepoint, IReadOnlyList<StoredOperator> operators)
    {
        _store = store;
        _objects = objects;
        _head = head;
        IsSavepoint = isSavepoint;
        Operators = operators;
    }

    /// <summary>Whether it is a savepoint.</summary>
    public bool IsSavepoint { get; }

    /// <summary>The life of the coordinator that wrote it last.</summary>
    public long Epoch => _head.Epoch;

    /// <summary>The version of the code that wrote it last; empty if it has none.</summary>
    public string CodeVersion => _head.CodeVersion;

    /// <summary>The distance of batch times.</summary>
    public TimeSpan BatchInterval => _head.BatchInterval;

    /// <summary>How many groups keys hash into.</summary>
    public int KeyGroups => _head.KeyGroups;

    /// <summary>One interval before the job's first batch.</summary>
    public BatchTime Zero => _head.Zero;

    /// <summary>The last committed batch; <see cref="Zero"/> for none.</summary>
    public BatchTime Committed => _head.Committed;

    /// <summary>The batches that are sealed and not committed, in order.</summary>
    public IReadOnlyList<StoredBatch> Open => [.. _head.Open.Select(open => new StoredBatch(open.Seal.Time, open.Attempt, open.Seal.Sources))];

    /// <summary>The operators that have state.</summary>
    public IReadOnlyList<StoredOperator> Operators { get; }

    /// <summary>The accumulators.</summary>
    public IReadOnlyList<StoredValue> Accumulators => [.. _head.Accumulators.Select(one => new StoredValue(one.Name, one.Object, one.Value.Length))];

    /// <summary>The last seal of each source, with its batch.</summary>
    public IReadOnlyList<BatchSeal> Sources =>
    [
        .. _head.Remembered
            .Concat(_head.Open.SelectMany(open => open.Seal.Sources.Select(seal => new BatchSeal(open.Seal.Time, seal))))
            .GroupBy(one => one.Seal.Source, StringComparer.Ordinal)
            .Select(source => source.MaxBy(one => one.Time)!),
    ];

    /// <summary>The outputs of committed batches that may not have been published.</summary>
    public IReadOnlyList<string> Unpublished => [.. _head.Prepared.Select(one => one.Output).Distinct(StringComparer.Ordinal)];

    /// <summary>Opens a checkpoint or a savepoint.</summary>
    /// <param name="store">Where it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentNullException"><paramref name="store"/> is null.</exception>
    /// <exception cref="CheckpointException">There is none, or its head is damaged or of a newer version.</exception>
    public static async Task<CheckpointInspector> OpenAsync(ICheckpointStore store, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        StoredHead stored = await store.ReadHeadAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new CheckpointException($"There is no checkpoint and no savepoint in '{store}'.");
        bool isSavepoint = CheckpointFrame.KindOf(stored.Content.Span) == CheckpointKind.Savepoint;
        Head head = HeadFormat.Decode(stored, store, isSavepoint ? CheckpointKind.Savepoint : CheckpointKind.Head);
        if (head.IsEmptied)
        {
            throw new CheckpointException($"There is no checkpoint any more in '{store}': it was removed.");
        }

        var objects = new CheckpointObjects(store);
        try
        {
            head = await HeadObjects.CompleteAsync(head, objects, cancellationToken).ConfigureAwait(false);
        }
        catch (CheckpointException)
        {
            // What is damaged is the verification's to say; the rest can be shown all the same.
        }

        var operators = new List<StoredOperator>();
        foreach (StoredState state in StatesOf(head))
        {
            operators.Add(await OperatorAsync(objects, state, cancellationToken).ConfigureAwait(false));
        }

        return new CheckpointInspector(store, objects, head, isSavepoint, operators);
    }

    /// <summary>Reads the keys and states of an operator, a part at a time, in no order.</summary>
    /// <param name="operator">The operator's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentNullException"><paramref name="operator"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no state of an operator of that name.</exception>
    /// <exception cref="CheckpointException">A part is gone or damaged, or the keys were written by a codec of the job's.</exception>
    public IAsyncEnumerable<StoredEntry> ReadStateAsync(string @operator, CancellationToken cancellationToken = default) =>
        new StoredStateReader(_objects, Find(@operator)).ReadAsync(withStates: true, cancellationToken);

    /// <summary>Counts the keys of an operator; reads all that is stored of it.</summary>
    /// <param name="operator">The operator's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentNullException"><paramref name="operator"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no state of an operator of that name.</exception>
    /// <exception cref="CheckpointException">A part is gone or damaged, or the keys were written by a codec of the job's.</exception>
    public async Task<long> CountKeysAsync(string @operator, CancellationToken cancellationToken = default)
    {
        StoredState state = Find(@operator);
        if (state.Parts.All(part => part.IsSnapshot))
        {
            return state.Parts.Sum(part => part.Entries);
        }

        long keys = 0;
        await foreach (StoredEntry _ in new StoredStateReader(_objects, state).ReadAsync(withStates: false, cancellationToken).ConfigureAwait(false))
        {
            keys++;
        }

        return keys;
    }

    /// <summary>Reads everything that the head needs and checks it.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<CheckpointReport> VerifyAsync(CancellationToken cancellationToken = default) => new CheckpointVerifier(_store, _objects, _head).RunAsync(cancellationToken);

    private static async Task<StoredOperator> OperatorAsync(CheckpointObjects objects, StoredState state, CancellationToken cancellation)
    {
        StatePartLayout? layout = null;
        if (state.Parts.Count > 0)
        {
            try
            {
                layout = await new StoredStateReader(objects, state).OpenAsync(state.Parts[^1], cancellation).ConfigureAwait(false);
            }
            catch (CheckpointException)
            {
                // What is damaged is the verification's to say; the rest can be shown all the same.
            }
        }

        return new StoredOperator(
            state.Operator,
            state.Keys,
            layout?.Keys.Name,
            layout?.States.Name,
            state.Version,
            state.Parts.Count(part => part.IsSnapshot),
            state.Parts.Count(part => !part.IsSnapshot),
            state.Parts.Sum(part => part.Entries),
            state.Parts.Sum(part => part.Bytes));
    }

    /// <summary>The states of operators, each as one. What partition hosts have stored has other keys in each partition, so that parts may follow each other.</summary>
    private static IEnumerable<StoredState> StatesOf(Head head) =>
        head.KeptStates.GroupBy(state => state.Operator, StringComparer.Ordinal).Select(states => states.First() with { Parts = [.. states.SelectMany(state => state.Parts)] });

    private StoredState Find(string @operator)
    {
        ArgumentNullException.ThrowIfNull(@operator);
        return StatesOf(_head).FirstOrDefault(state => state.Operator == @operator)
            ?? throw new ArgumentException(
                $"'{_store}' has no state of an operator '{@operator}'; it has {(_head.KeptStates.Count == 0 ? "none at all" : string.Join(", ", StatesOf(_head).Select(state => $"'{state.Operator}'")))}.",
                nameof(@operator));
    }
}
