using OrleansStream.Outputs;
using OrleansStream.Sources;

namespace OrleansStream.Streams;

/// <summary>The streams and output operations of a context, in order of definition.</summary>
internal sealed partial class StreamGraph
{
    private readonly Dictionary<string, int> _countOfKind = [];
    private readonly List<DStream> _streams = [];
    private readonly List<OutputOperation> _outputs = [];
    private readonly List<InputSource> _inputs = [];
    private string? _fixedBecause;

    internal IReadOnlyList<OutputOperation> Outputs => _outputs;

    internal IReadOnlyList<InputSource> Inputs => _inputs;

    internal IReadOnlyList<DStream> Streams => _streams;

    /// <summary>Whether planning a batch may change state: a function of the user that runs then may run actions.</summary>
    internal bool PlansChangeState => _streams.Exists(stream => stream.MayRunActions) && _streams.Exists(stream => stream.IsStateful);

    /// <summary>Adds a stream and gives its place, from 0, and its number among those of its kind, from 1.</summary>
    internal (int Place, int Number) Add(DStream stream)
    {
        ThrowIfFixed();
        _streams.Add(stream);
        return (_streams.Count - 1, CountKind(stream.Kind));
    }

    /// <summary>Adds what the coordinator sees of a source and gives its number, from 0.</summary>
    internal int AddInput(InputSource source)
    {
        _inputs.Add(source);
        return _inputs.Count - 1;
    }

    /// <summary>Adds an output operation and gives its number among those of its kind.</summary>
    internal int Add(OutputOperation output)
    {
        ThrowIfFixed();
        _outputs.Add(output);
        return CountKind(output.Kind);
    }

    internal void Rename(DStream stream, string name)
    {
        if (_streams.Exists(other => !ReferenceEquals(other, stream) && other.Name == name))
        {
            throw new ArgumentException($"'{name}' already names another operator of this context; names must be unique.", nameof(name));
        }
    }

    /// <summary>Checks that the graph can run, then fixes it.</summary>
    /// <exception cref="InvalidOperationException">There is no output operation, or the graph is not sound.</exception>
    internal void ValidateAndFix()
    {
        if (_outputs.Count == 0)
        {
            throw new InvalidOperationException(
                "No output operation is registered, so there is nothing to run. End a stream with Print, ForeachRdd, SaveAsTextFiles or another output operation.");
        }

        string? twice = _streams.Select(stream => stream.Name).Concat(_outputs.Select(output => output.Info.Name))
            .GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any())?.Key;
        if (twice is not null)
        {
            throw new InvalidOperationException($"'{twice}' names two operators of this context; names must be unique. Choose another one in Named.");
        }

        FixRemembering();
        Fix("the context has been started");
    }

    /// <summary>Refuses every later change.</summary>
    internal void Fix(string because) => _fixedBecause ??= because;

    /// <summary>Refuses a graph that only the process which holds its live objects can run.</summary>
    /// <exception cref="NotSupportedException">A stream is bound to this process.</exception>
    internal void ThrowIfBoundToProcess()
    {
        if (_streams.Find(stream => stream.BoundToProcess is not null) is { } bound)
        {
            throw new NotSupportedException($"{bound.Name} cannot run on a cluster: {bound.BoundToProcess}");
        }
    }

    /// <exception cref="InvalidOperationException">The graph may no longer change.</exception>
    internal void ThrowIfFixed()
    {
        if (_fixedBecause is not null)
        {
            throw new InvalidOperationException(
                $"No inputs, transformations or output operations can be added: {_fixedBecause}. Define the whole graph before the start.");
        }
    }

    private int CountKind(string kind) =>
        _countOfKind[kind] = _countOfKind.GetValueOrDefault(kind) + 1;
}
