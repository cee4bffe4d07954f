using System.Diagnostics.CodeAnalysis;
using OrleansStream.Outputs;

namespace OrleansStream;

/// <summary>A value that may be missing: the absent side of a join, the state of a new key.</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <remarks>
/// The default is <see cref="None"/>. Unlike <c>T?</c> of an unconstrained type it tells a missing number from 0.
/// Two options are equal when both are missing, or both are there and their values are equal. <c>Some(null)</c> is there.
/// </remarks>
public readonly struct Option<T> : IEquatable<Option<T>>
{
    private readonly T _value;

    private Option(T value)
    {
        _value = value;
        HasValue = true;
    }

    /// <summary>The missing value.</summary>
    public static Option<T> None => default;

    /// <summary>Whether a value is there.</summary>
    public bool HasValue { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The value is missing.</exception>
    public T Value => HasValue ? _value : throw new InvalidOperationException($"This Option<{typeof(T).Name}> has no value; test HasValue first.");

    /// <summary>A value that is there.</summary>
    /// <param name="value">The value; null counts as there.</param>
    public static Option<T> Some(T value) => new(value);

    /// <summary>The value, or <paramref name="fallback"/> when it is missing.</summary>
    /// <param name="fallback">What to give for a missing value.</param>
    public T GetValueOrDefault(T fallback) => HasValue ? _value : fallback;

    /// <summary>Gives the value if it is there.</summary>
    /// <param name="value">The value, or the default of its type.</param>
    /// <returns>Whether the value is there.</returns>
    public bool TryGetValue([MaybeNullWhen(false)] out T value)
    {
        value = _value;
        return HasValue;
    }

    /// <inheritdoc/>
    public bool Equals(Option<T> other) =>
        HasValue == other.HasValue && (!HasValue || EqualityComparer<T>.Default.Equals(_value, other._value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Option<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HasValue ? HashCode.Combine(1, _value) : 0;

    /// <summary><c>Some(value)</c> or <c>None</c>, the value as <c>Print</c> writes it.</summary>
    public override string ToString() => HasValue ? $"Some({RecordText.Of(_value)})" : "None";

    /// <summary>Whether both are missing or hold equal values.</summary>
    public static bool operator ==(Option<T> left, Option<T> right) => left.Equals(right);

    /// <summary>Whether one is missing or the values differ.</summary>
    public static bool operator !=(Option<T> left, Option<T> right) => !left.Equals(right);
}

/// <summary>Makes options with the type inferred.</summary>
public static class Option
{
    /// <summary>A value that is there.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">The value; null counts as there.</param>
    public static Option<T> Some<T>(T value) => Option<T>.Some(value);
}
