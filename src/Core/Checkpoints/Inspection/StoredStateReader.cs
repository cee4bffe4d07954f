using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using OrleansStream.Encoding;

namespace OrleansStream.Checkpoints;

/// <summary>Reads the stored state of an operator without its types, a part at a time.</summary>
/// <remarks>The newest part comes first, and what later parts have said of a key counts, so only the keys of changes are kept in memory.</remarks>
internal sealed class StoredStateReader(CheckpointObjects objects, StoredState state)
{
    internal async IAsyncEnumerable<StoredEntry> ReadAsync(bool withStates, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (StoredStatePart part in state.Parts.Reverse())
        {
            StatePartLayout layout = await OpenAsync(part, cancellation).ConfigureAwait(false);
            using IEnumerator<StateBlock> blocks = layout.Blocks().GetEnumerator();
            while (Checked(part, blocks.MoveNext))
            {
                StateBlock block = blocks.Current;
                foreach (StoredEntry entry in Checked(part, () => Entries(layout, block, withStates)))
                {
                    if (part.IsSnapshot ? !changed.Contains(Text(entry.Key)) : changed.Add(Text(entry.Key)))
                    {
                        yield return entry;
                    }
                }

                if (!part.IsSnapshot)
                {
                    changed.UnionWith(Checked(part, () => ShapeValues.ReadBlock(block.Removed.Span, layout.Keys)).Select(Text));
                }
            }
        }
    }

    /// <summary>What a part has written as its keys and states.</summary>
    internal async Task<StatePartLayout> OpenAsync(StoredStatePart part, CancellationToken cancellation)
    {
        (ReadOnlyMemory<byte> body, ushort version) = await objects.GetVersionedAsync(
            part.Object, CheckpointKind.State, StatePartLayout.Version, cancellation).ConfigureAwait(false);
        return Checked(part, () => StatePartLayout.Of(body, version));
    }

    private StoredEntry[] Entries(StatePartLayout layout, StateBlock block, bool withStates)
    {
        if (layout.Keys.Kind == ShapeKind.Custom)
        {
            throw new CheckpointMismatchException($"The keys of {state.Operator} were written by the codec '{layout.Keys.Name}', without which they cannot be told apart.");
        }

        JsonNode?[] keys = ShapeValues.ReadBlock(block.Keys.Span, layout.Keys);
        long[] stamps = new long[keys.Length];
        layout.ReadStamps(block, stamps);
        JsonNode?[] states = !withStates ? new JsonNode?[keys.Length]
            : layout.States.Kind == ShapeKind.Custom ? [.. keys.Select(_ => new JsonObject { ["$codec"] = layout.States.Name })]
            : ShapeValues.ReadBlock(block.States.Span, layout.States);
        if (states.Length != keys.Length)
        {
            throw new CodecException(FormattableString.Invariant($"A block of state has {keys.Length} keys and {states.Length} states."));
        }

        return [.. keys.Select((key, i) => new StoredEntry(key, states[i], new BatchTime(stamps[i])))];
    }

    private T Checked<T>(StoredStatePart part, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CodecException error)
        {
            throw new CheckpointDamagedException($"'{part.Object}', a part of the state of {state.Operator} in '{objects}', is not what was written: {error.Message}", error);
        }
    }

    private static string Text(JsonNode? key) => key?.ToJsonString() ?? "null";
}
