namespace OrleansStream.Execution;

/// <summary>Random numbers that depend on a seed and a record's place only, so that a task that runs again draws the same.</summary>
/// <param name="seed">The same seed gives the same numbers, in every process and version.</param>
internal readonly struct Lottery(long seed)
{
    // The increment and the finaliser of SplitMix64.
    private const ulong Step = 0x9E3779B97F4A7C15;

    // A Poisson number of a larger mean is a sum of several: the product of uniforms would come too close to zero.
    private const double LargestMean = 30;

    private readonly ulong _start = Mix(unchecked((ulong)seed));

    /// <summary>A number for a place; those of different places differ.</summary>
    internal ulong Draw(long place) => Mix(_start + (unchecked((ulong)place + 1) * Step));

    /// <summary>A number for a place, from 0 up to, not including, 1.</summary>
    internal double Uniform(long place) => ToUniform(Draw(place));

    /// <summary>A number of a Poisson distribution, for a place.</summary>
    internal int Poisson(long place, double mean)
    {
        ulong state = Draw(place);
        int sum = 0;
        for (double rest = mean; rest > 0; rest -= LargestMean)
        {
            double limit = Math.Exp(-Math.Min(rest, LargestMean));
            double product = 1;
            while (true)
            {
                state += Step;
                product *= ToUniform(Mix(state));
                if (product <= limit)
                {
                    break;
                }

                sum++;
            }
        }

        return sum;
    }

    private static double ToUniform(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
