using System.Runtime.CompilerServices;
using OrleansStream.Stateful;

namespace OrleansStream;

/// <summary>The state of one key, as the function of <c>MapWithState</c> sees it.</summary>
/// <typeparam name="TState">The states' type.</typeparam>
/// <remarks>
/// One object serves many calls, so it may be used during the call that it was given to only, and by that thread. What is stored is what the
/// function said last. An object that <see cref="Get"/> gives is the key's own from then on: changes to it are kept, also without
/// <see cref="Update"/>.
/// </remarks>
public sealed class State<TState>
{
    private readonly Func<TState, TState>? _copy;
    private TState _value = default!;
    private StatePhase _phase = StatePhase.Closed;

    /// <param name="copy">Copies a state that user code may change; null if none can.</param>
    internal State(Func<TState, TState>? copy) => _copy = copy;

    /// <summary>Whether the key has a state now: it had one before the call and it has not been removed, or it has been given one.</summary>
    /// <exception cref="InvalidOperationException">Used outside the call.</exception>
    public bool Exists
    {
        get
        {
            ThrowUnlessOpen();
            return _phase is StatePhase.TimingOut || IsPresent;
        }
    }

    /// <summary>Whether this is the last call for a key that was idle for too long: its state goes when the call ends.</summary>
    /// <exception cref="InvalidOperationException">Used outside the call.</exception>
    public bool IsTimingOut
    {
        get
        {
            ThrowUnlessOpen();
            return _phase == StatePhase.TimingOut;
        }
    }

    /// <summary>What has become of the state in the call.</summary>
    internal StatePhase Phase => _phase;

    /// <summary>The state after the call.</summary>
    internal TState Value => _value;

    // In the order of the phases, so that it is one comparison.
    private bool IsPresent => _phase is >= StatePhase.Untouched and <= StatePhase.Updated;

    /// <summary>The state.</summary>
    /// <exception cref="InvalidOperationException">The key has none, or used outside the call.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TState Get()
    {
        if (!IsPresent)
        {
            ThrowUnlessTimingOut();
        }

        if (_copy is not null)
        {
            HandOut();
        }

        return _value;
    }

    /// <summary>The state, if the key has one.</summary>
    /// <exception cref="InvalidOperationException">Used outside the call.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Option<TState> GetOption()
    {
        if (!IsPresent && !IsTimingOut)
        {
            return default;
        }

        if (_copy is not null)
        {
            HandOut();
        }

        return Option<TState>.Some(_value);
    }

    /// <summary>Gives the key a state, whether or not it has one.</summary>
    /// <param name="state">The state; null counts as one.</param>
    /// <exception cref="InvalidOperationException">The state has been removed in this call, the key is timing out, or used outside the call.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(TState state)
    {
        if (_phase > StatePhase.Updated)
        {
            ThrowGone("updated");
        }

        _value = state;
        _phase = StatePhase.Updated;
    }

    /// <summary>Takes the key's state away; a key without one may be removed too.</summary>
    /// <exception cref="InvalidOperationException">The state has been removed in this call already, the key is timing out, or used outside the call.</exception>
    public void Remove()
    {
        if (_phase > StatePhase.Updated)
        {
            ThrowGone("removed");
        }

        _value = default!;
        _phase = StatePhase.Removed;
    }

    /// <summary>Some(state) or None.</summary>
    public override string ToString() => _phase == StatePhase.Closed ? "State outside its call" : GetOption().ToString();

    /// <summary>Begins a call.</summary>
    /// <param name="exists">Whether the key has a state.</param>
    /// <param name="value">The state, or the default of its type.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Begin(bool exists, TState value)
    {
        _value = value;
        _phase = exists ? StatePhase.Untouched : StatePhase.Absent;
    }

    /// <summary>Begins the last call for a key.</summary>
    /// <param name="value">The state; user code may do with it what it likes.</param>
    internal void BeginTimingOut(TState value)
    {
        _value = value;
        _phase = StatePhase.TimingOut;
    }

    /// <summary>Ends the last call of some.</summary>
    internal void Close()
    {
        _phase = StatePhase.Closed;
        _value = default!;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ThrowUnlessOpen()
    {
        if (_phase == StatePhase.Closed)
        {
            ThrowClosed();
        }
    }

    /// <summary>Replaces a stored object by a copy, before user code sees it: older versions keep the object.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void HandOut()
    {
        if (_phase == StatePhase.Untouched)
        {
            _value = _copy!(_value);
            _phase = StatePhase.HandedOut;
        }
    }

    private static void ThrowClosed() => throw new InvalidOperationException("A State may be used only during the call that it was given to.");

    private void ThrowUnlessTimingOut()
    {
        if (!IsTimingOut)
        {
            throw new InvalidOperationException("The key has no state; test Exists, or use GetOption.");
        }
    }

    private void ThrowGone(string done)
    {
        ThrowUnlessOpen();
        throw new InvalidOperationException(
            $"The state cannot be {done}: {(_phase == StatePhase.TimingOut ? "the key is timing out" : "it has been removed in this call")}.");
    }
}
