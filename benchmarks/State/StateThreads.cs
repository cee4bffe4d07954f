namespace OrleansStream.Benchmarks;

/// <summary>Runs a hand-written loop on several threads, each of which owns the keys of a share.</summary>
internal static class StateThreads
{
    /// <summary>Runs the loop for every share, one on the calling thread.</summary>
    /// <returns>The sum of what they return.</returns>
    public static long Run(int threads, Func<int, long> body)
    {
        long[] sums = new long[threads];
        Thread[] others = [.. Enumerable.Range(1, threads - 1).Select(share => new Thread(() => sums[share] = body(share)))];
        Array.ForEach(others, thread => thread.Start());
        sums[0] = body(0);
        Array.ForEach(others, thread => thread.Join());
        return sums.Sum();
    }
}
