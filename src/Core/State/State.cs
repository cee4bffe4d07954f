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
    private bool _exists;
    private bool _isOpen;
    private bool _isTimingOut;
    private StateChange _change;

    /// <param name="copy">Copies a state that user code may change; null if none can.</param>
    internal State(Func<TState, TState>? copy) => _copy = copy;

    /// <summary>Whether the key has a state now: it had one before the call and it has not been removed, or it has been given one.</summary>
    /// <exception cref="InvalidOperationException">Used outside the call.</exception>
    public bool Exists
    {
        get
        {
            ThrowUnlessOpen();
            return _exists;
        }
    }

    /// <summary>Whether this is the last call for a key that was idle for too long: its state goes when the call ends.</summary>
    /// <exception cref="InvalidOperationException">Used outside the call.</exception>
    public bool IsTimingOut
    {
        get
        {
            ThrowUnlessOpen();
            return _isTimingOut;
        }
    }

    /// <summary>What has become of the state in the call.</summary>
    internal StateChange Change => _change;

    /// <summary>The state after the call.</summary>
    internal TState Value => _value;

    /// <summary>The state.</summary>
    /// <exception cref="InvalidOperationException">The key has none, or used outside the call.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TState Get()
    {
        ThrowUnlessOpen();
        if (!_exists)
        {
            ThrowAbsent();
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
        ThrowUnlessOpen();
        if (!_exists)
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
        ThrowUnlessOpen();
        if (_isTimingOut || _change == StateChange.Removed)
        {
            ThrowGoing("updated");
        }

        _value = state;
        _exists = true;
        _change = StateChange.Updated;
    }

    /// <summary>Takes the key's state away; a key without one may be removed too.</summary>
    /// <exception cref="InvalidOperationException">The state has been removed in this call already, the key is timing out, or used outside the call.</exception>
    public void Remove()
    {
        ThrowUnlessOpen();
        if (_isTimingOut || _change == StateChange.Removed)
        {
            ThrowGoing("removed");
        }

        _value = default!;
        _exists = false;
        _change = StateChange.Removed;
    }

    /// <summary>Some(state) or None.</summary>
    public override string ToString() => _isOpen ? GetOption().ToString() : "State outside its call";

    /// <summary>Begins a call.</summary>
    /// <summary>Lets user code at it, for some calls one after the other.</summary>
    internal void Open(bool isTimingOut)
    {
        _isTimingOut = isTimingOut;
        _isOpen = true;
    }

    /// <summary>Makes it stand for the next call's key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Begin(bool exists, TState value)
    {
        _value = value;
        _exists = exists;
        _change = StateChange.None;
    }

    internal void Close()
    {
        _isOpen = false;
        _value = default!;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ThrowUnlessOpen()
    {
        if (!_isOpen)
        {
            ThrowClosed();
        }
    }

    /// <summary>Replaces a stored object by a copy, before user code sees it: older versions keep the object.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void HandOut()
    {
        if (_change == StateChange.None)
        {
            _value = _copy!(_value);
            _change = StateChange.HandedOut;
        }
    }

    private static void ThrowClosed() => throw new InvalidOperationException("A State may be used only during the call that it was given to.");

    private static void ThrowAbsent() => throw new InvalidOperationException("The key has no state; test Exists, or use GetOption.");

    private void ThrowGoing(string done) =>
        throw new InvalidOperationException($"The state cannot be {done}: {(_isTimingOut ? "the key is timing out" : "it has been removed in this call")}.");
}
