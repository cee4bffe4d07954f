namespace OrleansStream.Benchmarks;

/// <summary>Runs a hand-written loop over equal shares of the input, one dedicated thread each.</summary>
internal static class Partitioned
{
    /// <summary>Gives each thread its share of the input and collects what they return, in the order of the shares.</summary>
    /// <remarks>One share runs on the calling thread: starting a thread for it would only add to the loop's time.</remarks>
    /// <param name="items">All blocks, or all records.</param>
    /// <param name="threads">How many shares.</param>
    /// <param name="body">The loop over one share: its items and its number.</param>
    public static TResult[] Run<TItem, TResult>(TItem[] items, int threads, Func<ArraySegment<TItem>, int, TResult> body)
    {
        TResult[] results = new TResult[threads];
        Thread[] others = new Thread[threads - 1];
        for (int share = 1; share < threads; share++)
        {
            int number = share;
            others[share - 1] = new Thread(() => results[number] = body(Share(items, threads, number), number));
            others[share - 1].Start();
        }

        results[0] = body(Share(items, threads, 0), 0);
        foreach (Thread thread in others)
        {
            thread.Join();
        }

        return results;
    }

    /// <summary>One of equal shares of the input.</summary>
    public static ArraySegment<TItem> Share<TItem>(TItem[] items, int threads, int number)
    {
        int start = (int)((long)items.Length * number / threads);
        int end = (int)((long)items.Length * (number + 1) / threads);
        return new ArraySegment<TItem>(items, start, end - start);
    }
}
