#pragma warning disable CA1044, CA2227, CA1720, CA1708, CS0067, CA1070, CA2225, CA1045, CA1010, CA1021, CA1819, IDE0060, CA2214, CA1710, CA1810, CA1805
namespace OrleansStream.Architecture.Tests;

/// <summary>One of everything that the listing of public APIs has to write; nobody calls it.</summary>
public abstract class PublicApiSample<TKey, TValue> : Dictionary<TKey, TValue?>, ICloneable
    where TKey : notnull
    where TValue : class, IDisposable
{
    public const string Quoted = "a\"b\\c";
    public static readonly int Shared = 1;
    internal const int Hidden = 1;

    protected PublicApiSample(TKey key, params string?[] names) => Add(key, default);

    internal PublicApiSample()
    {
    }

    public event EventHandler<EventArgs>? Changed;

    public required string Name { get; init; }

    protected virtual int? Size => null;

    public (TKey Key, (int, TValue? Value) Tail)? this[in TimeSpan at]
    {
        get => null;
        protected set => Changed?.Invoke(this, EventArgs.Empty);
    }

    public static implicit operator string(PublicApiSample<TKey, TValue> sample) => sample.Name;

    [Obsolete("Gone.", error: true)]
    public static bool TryFind<T>(out T? found, List<string?>? from = null, DayOfWeek day = DayOfWeek.Tuesday)
        where T : class?
    {
        found = default;
        return false;
    }

    public object Clone() => MemberwiseClone();

    public override string ToString() => Name;

    public abstract Func<TKey, ValueTask<TValue?[]>> Visit<TOther>(ref TOther other)
        where TOther : unmanaged;

    private protected abstract void Internal();
}
