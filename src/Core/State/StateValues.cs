using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>How states of a type are taken into tables and given out again.</summary>
/// <typeparam name="TState">States.</typeparam>
/// <param name="Copy">Copies a state, so that user code does not change what a table holds; null if it could not anyway.</param>
/// <param name="Detacher">Copies text slices that a state holds out of their blocks; null if it holds none.</param>
internal sealed record StateValues<TState>(Func<TState, TState>? Copy, Detacher<TState>? Detacher)
{
    /// <exception cref="UnsupportedTypeException">States may be changed by user code, and the type has no codec to copy them with.</exception>
    internal static StateValues<TState> Of(JobEncoding encoding) => new(CopierOf(encoding), encoding.DetacherFor<TState>());

    /// <summary>A state that outlives the blocks that it may point into.</summary>
    internal TState Own(TState state) => Detacher is null ? state : Detacher.Detach(state, arena: null);

    /// <summary>A state that user code may do with what it likes.</summary>
    internal TState GiveOut(TState state) => Copy is null ? state : Copy(state);

    /// <summary>Replaces states by such that user code may do with what it likes.</summary>
    internal void GiveOut<TKey>(Span<(TKey Key, TState Value)> pairs)
    {
        if (Copy is not null)
        {
            foreach (ref (TKey Key, TState Value) pair in pairs)
            {
                pair.Value = Copy(pair.Value);
            }
        }
    }

    /// <summary>Whether writing a state in the place of another would change nothing; false in doubt.</summary>
    /// <param name="stored">What a table holds.</param>
    /// <param name="given">What user code gave for it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsSame(TState stored, TState given)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TState>())
        {
            // What could be changed has been copied before it was given out.
            return !typeof(TState).IsValueType && ReferenceEquals(stored, given);
        }

        return Unsafe.SizeOf<TState>() == sizeof(ulong)
            ? Unsafe.As<TState, ulong>(ref stored) == Unsafe.As<TState, ulong>(ref given)
            : BytesOf(ref stored).SequenceEqual(BytesOf(ref given));
    }

    private static Func<TState, TState>? CopierOf(JobEncoding encoding)
    {
        if (Immutability.IsKnown<TState>())
        {
            return null;
        }

        Codec<TState> codec = encoding.CodecFor<TState>();
        return state => Detaching.Decode(Detaching.Encode(state, codec).Span, codec);
    }

    private static ReadOnlySpan<byte> BytesOf(ref TState state) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<TState, byte>(ref state), Unsafe.SizeOf<TState>());
}
