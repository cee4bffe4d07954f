namespace OrleansStream.Benchmarks;

/// <summary>Draws ranks with probability proportional to 1 / (rank + 1): Zipf's law with exponent 1.</summary>
/// <remarks>
/// Vose's alias method: two table look-ups a draw, however many ranks. Thresholds are scaled to 32 bits, so the probability of a rank
/// is exact to 2^-32 / <see cref="Count"/>.
/// </remarks>
internal sealed class ZipfSampler
{
    private readonly uint[] _threshold;
    private readonly int[] _alias;

    public ZipfSampler(int count)
    {
        _threshold = new uint[count];
        _alias = new int[count];
        double harmonic = 0;
        for (int rank = 0; rank < count; rank++)
        {
            harmonic += 1.0 / (rank + 1);
        }

        Harmonic = harmonic;
        Fill(count / harmonic);
    }

    /// <summary>The number of ranks.</summary>
    public int Count => _threshold.Length;

    /// <summary>The sum of 1/1 .. 1/count: rank r (from 1) has the probability 1 / (r * Harmonic).</summary>
    public double Harmonic { get; }

    /// <summary>Draws a rank from 0 to <see cref="Count"/> - 1.</summary>
    public int Draw(ref SplitMix random)
    {
        ulong bits = random.Next();
        int column = (int)(((bits >> 32) * (ulong)(uint)_threshold.Length) >> 32);
        return (uint)bits <= _threshold[column] ? column : _alias[column];
    }

    // Every column holds the average weight 1: what a light rank leaves free is given to one heavy rank.
    private void Fill(double scale)
    {
        double[] weight = new double[Count];
        Stack<int> light = new();
        Stack<int> heavy = new();
        for (int rank = 0; rank < weight.Length; rank++)
        {
            weight[rank] = scale / (rank + 1);
            (weight[rank] < 1 ? light : heavy).Push(rank);
        }

        Array.Fill(_threshold, uint.MaxValue);
        while (light.Count > 0 && heavy.Count > 0)
        {
            int small = light.Pop();
            int large = heavy.Pop();
            _threshold[small] = (uint)(weight[small] * uint.MaxValue);
            _alias[small] = large;
            weight[large] -= 1 - weight[small];
            (weight[large] < 1 ? light : heavy).Push(large);
        }
    }
}
