using OrleansStream.Encoding;
using OrleansStream.Stateful;

namespace OrleansStream.Checkpoints;

/// <summary>A part of an operator's stored state, opened for reading.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <remarks>Several threads may read.</remarks>
internal sealed class StatePart<TKey, TState>
{
    private readonly StatePartLayout _layout;
    private readonly Codec<TKey> _keys;
    private readonly Codec<TState> _states;

    /// <exception cref="CodecException">The bytes are damaged.</exception>
    internal StatePart(string name, StatePartLayout layout, Codec<TKey> keys, Codec<TState> states)
    {
        Name = name;
        _layout = layout;
        _keys = keys;
        _states = states;
        Blocks = [.. layout.Blocks()];
    }

    /// <summary>The object that it was read from.</summary>
    internal string Name { get; }

    /// <summary>Its blocks, in columns that are still encoded.</summary>
    internal IReadOnlyList<StateBlock> Blocks { get; }

    /// <summary>Reads a block.</summary>
    /// <param name="block">One of <see cref="Blocks"/>.</param>
    /// <param name="entries">Takes the entries in the place of what it has.</param>
    /// <exception cref="CodecException">The bytes are damaged.</exception>
    internal void Read(StateBlock block, StateColumns<TKey, TState> entries)
    {
        int states = _states.CountOf(block.States.Span);
        entries.Expect(_keys.CountOf(block.Keys.Span), _keys.CountOf(block.Removed.Span));
        if (states != entries.Keys.Length)
        {
            throw new CodecException(FormattableString.Invariant($"A block of state has {entries.Keys.Length} keys and {states} states."));
        }

        _keys.ReadBlock(block.Keys.Span, entries.Keys);
        _states.ReadBlock(block.States.Span, entries.States);
        _layout.ReadStamps(block, entries.Stamps);
        _keys.ReadBlock(block.Removed.Span, entries.Removed);
    }
}
