using System.Buffers;
using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream;

/// <summary>A value that tasks add to and the job's code reads: counters and sums on the side of a computation.</summary>
/// <typeparam name="TIn">What is added.</typeparam>
/// <typeparam name="TValue">What it comes to.</typeparam>
/// <remarks>
/// <para>
/// <b>Exactly once.</b> What the operators of a batch add counts when the batch is committed, and once: attempts of tasks and batches that
/// failed count nothing. What an operator adds counts once for each partition of its dataset, however many outputs, actions and later operators
/// compute that partition; if they read it to different lengths (<c>Print</c>, <c>TakeAsync</c>) the longest counts. The exceptions: functions given to an
/// action or an output operation add at each run of it; what joins values behind a shuffle may add once in each process that reads them.
/// </para>
/// <para>
/// <b>Outside batches</b>, what a task adds counts when its action has succeeded, for each action anew, and once for a shuffle that several actions read. Elsewhere
/// <see cref="Add"/> counts at once.
/// </para>
/// <para>
/// Parts are put together in the order of datasets and partitions, so that the value does not depend on which task ended first. Tasks of
/// other processes report what they add with their results; the value itself is that of the process which coordinates the job. With a checkpoint it
/// is committed with the batches that have added to it, and whoever continues the job goes on from there; without one it begins anew.
/// Create accumulators where the graph is defined, so that every process has them. Safe for several threads.
/// </para>
/// </remarks>
public sealed class Accumulator<TIn, TValue> : ITaskFact
{
    private readonly Func<TValue> _zero;
    private readonly Func<TValue, TIn, TValue> _add;
    private readonly Func<TValue, TValue, TValue> _merge;
    private readonly JobEncoding _encoding;
    private readonly Codec<TValue> _codec;
    private readonly Lock _gate = new();
    private TValue _value;
    private Exception? _failure;
    private long _changes;

    internal Accumulator(
        string name, Func<TValue> zero, Func<TValue, TIn, TValue> add, Func<TValue, TValue, TValue> merge, JobEncoding encoding)
    {
        Name = name;
        _zero = zero;
        _add = add;
        _merge = merge;
        _encoding = encoding;
        _codec = encoding.CodecFor<TValue>();
        _value = zero();
    }

    /// <summary>The name, unique within the context.</summary>
    public string Name { get; }

    /// <summary>What committed batches and finished actions have added; a copy, if it could be changed.</summary>
    /// <exception cref="InvalidOperationException">Parts could not be put together, so that the value is lost. The cause is inside.</exception>
    public TValue Value
    {
        get
        {
            lock (_gate)
            {
                if (_failure is not null)
                {
                    throw new InvalidOperationException($"The value of accumulator '{Name}' is lost: {_failure.Message}", _failure);
                }

                return Detaching.IsImmutable<TValue>() ? _value : Detaching.Copier(_value, _encoding)();
            }
        }
    }

    /// <summary>Adds to the value.</summary>
    /// <param name="value">What to add.</param>
    public void Add(TIn value)
    {
        if (TaskReport.Current is { } report)
        {
            report.Add(this, value, _add);
            return;
        }

        lock (_gate)
        {
            _value = _add(_value, value);
            _changes++;
        }
    }

    /// <summary>The name and the value.</summary>
    public override string ToString() => FormattableString.Invariant($"{Name}: {Value}");

    TaskFactPart ITaskFact.NewPart() => new TaskFactPart<TValue>(_zero());

    ReadOnlyMemory<byte> ITaskFact.Encode(TaskFactPart part) => Detaching.Encode(((TaskFactPart<TValue>)part).Value, _codec);

    TaskFactPart ITaskFact.Decode(ReadOnlySpan<byte> bytes) => new TaskFactPart<TValue>(Detaching.Decode(bytes, _codec));

    void ITaskFact.Fold(TaskFactPart part)
    {
        lock (_gate)
        {
            try
            {
                _value = _merge(_value, Detaching.Detach(((TaskFactPart<TValue>)part).Value, _encoding));
                _changes++;
            }
            catch (Exception error)
            {
                // The batch is committed, so this cannot fail it any more; whoever asks for the value is told.
                _failure ??= error;
            }
        }
    }

    long ITaskFact.Changes
    {
        get
        {
            lock (_gate)
            {
                return _changes;
            }
        }
    }

    bool ITaskFact.TryEncodeWith(IEnumerable<TaskFactPart> parts, IBufferWriter<byte> output)
    {
        try
        {
            TValue value;
            lock (_gate)
            {
                value = Detaching.Copier(_value, _encoding)();
            }

            // Copies of the parts too: putting together may change what it has been given before.
            value = parts.Aggregate(value, (sum, part) => _merge(sum, Detaching.Copier(((TaskFactPart<TValue>)part).Value, _encoding)()));
            Described.Write(value, _codec, output);
            return true;
        }
        catch (Exception error) when (error is not CodecException)
        {
            // The user's function has failed and will fail again when the parts are folded, which keeps the error for whoever asks.
            return false;
        }
    }

    void ITaskFact.Restore(ReadOnlySpan<byte> value)
    {
        TValue restored = Described.Read(value, _codec);
        lock (_gate)
        {
            _value = restored;
        }
    }
}
