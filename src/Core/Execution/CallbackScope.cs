namespace OrleansStream.Execution;

/// <summary>Marks code that runs inside a batch or a listener, where waiting for the context to stop would wait for itself.</summary>
internal sealed class CallbackScope : IDisposable
{
    private static readonly AsyncLocal<string?> Where = new();

    private readonly string? _outer;

    private CallbackScope(string? outer) => _outer = outer;

    /// <summary>Where the current code runs, or null outside any callback.</summary>
    internal static string? Current => Where.Value;

    internal static IDisposable Enter(string where)
    {
        var scope = new CallbackScope(Where.Value);
        Where.Value = where;
        return scope;
    }

    public void Dispose() => Where.Value = _outer;
}
