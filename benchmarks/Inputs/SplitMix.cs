namespace OrleansStream.Benchmarks;

/// <summary>A small generator of pseudo-random numbers whose sequence is fixed by its seed on every machine and runtime.</summary>
/// <remarks><see cref="Random"/> promises no such thing across versions, and inputs must be the same bytes everywhere.</remarks>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to <paramref name="bound"/> - 1; the bias of at most 2^-32 does not matter here.</summary>
    public int Below(int bound) => (int)(((Next() >> 32) * (ulong)(uint)bound) >> 32);
}
