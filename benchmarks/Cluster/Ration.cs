using System.Collections.Concurrent;

namespace OrleansStream.ClusterBenchmarks;

/// <summary>How many batches of a job are still to have records; the others are empty. Of a job that has no ration, all have.</summary>
internal static class Ration
{
    private static readonly ConcurrentDictionary<string, int> Left = new();

    /// <summary>Lets so many batches have records.</summary>
    internal static void Give(string job, int batches) => Left[job] = batches;

    /// <summary>Whether the next batch has records.</summary>
    internal static bool TryTake(string job)
    {
        while (Left.TryGetValue(job, out int left))
        {
            if (left == 0 || Left.TryUpdate(job, left - 1, left))
            {
                return left > 0;
            }
        }

        return true;
    }
}
