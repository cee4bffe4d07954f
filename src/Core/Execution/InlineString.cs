using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>A string key whose characters, up to sixteen, lie in the entry.</summary>
internal struct InlineString
{
    internal const int Capacity = 16;

    /// <summary>The string itself if it is longer than <see cref="Capacity"/>.</summary>
    internal string? Long;

    /// <summary>The number of characters, or -1 for the null key.</summary>
    internal int Length;

    /// <summary>The characters of a short key, zeros behind them.</summary>
    internal Characters Text;

    [InlineArray(Capacity)]
    internal struct Characters
    {
        private char _first;
    }
}
