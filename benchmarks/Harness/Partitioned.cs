namespace OrleansStream.Benchmarks;

/// <summary>Runs a hand-written loop over equal shares of the blocks, one dedicated thread each.</summary>
internal static class Partitioned
{
    /// <summary>Gives each thread its share of the blocks and collects what they return, in the order of the shares.</summary>
    /// <remarks>One share runs on the calling thread: starting a thread for it would only add to the loop's time.</remarks>
    /// <param name="blocks">All blocks.</param>
    /// <param name="threads">How many shares.</param>
    /// <param name="body">The loop over one share: its blocks and its number.</param>
    public static TResult[] Run<TResult>(byte[][] blocks, int threads, Func<ArraySegment<byte[]>, int, TResult> body)
    {
        TResult[] results = new TResult[threads];
        Thread[] others = new Thread[threads - 1];
        for (int share = 1; share < threads; share++)
        {
            int number = share;
            others[share - 1] = new Thread(() => results[number] = body(Share(blocks, threads, number), number));
            others[share - 1].Start();
        }

        results[0] = body(Share(blocks, threads, 0), 0);
        foreach (Thread thread in others)
        {
            thread.Join();
        }

        return results;
    }

    /// <summary>One of equal shares of the blocks.</summary>
    public static ArraySegment<byte[]> Share(byte[][] blocks, int threads, int number)
    {
        int start = (int)((long)blocks.Length * number / threads);
        int end = (int)((long)blocks.Length * (number + 1) / threads);
        return new ArraySegment<byte[]>(blocks, start, end - start);
    }
}
