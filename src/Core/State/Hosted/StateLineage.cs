using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Compares the versions that a hosted partition has with those that the coordinator wants: a pure function.</summary>
internal static class StateLineage
{
    /// <summary>Finds the wanted versions.</summary>
    /// <param name="here">Those of the partition; the first one is committed.</param>
    /// <param name="wanted">Those of the coordinator; the first one is the last that it knew to be committed when it gave the order.</param>
    /// <returns>How many versions stay, up to the last wanted one; null if one is missing.</returns>
    internal static int? Match(IReadOnlyList<BatchId> here, IReadOnlyList<BatchId> wanted)
    {
        for (int place = 0; place < here.Count; place++)
        {
            if (here[place] == wanted[0] || (place == 0 && here[0].Time == wanted[0].Time))
            {
                // What is committed at one time is the same, whatever attempt was noted for it.
                return Follows(here, place, wanted, 0) ? place + wanted.Count : null;
            }
        }

        // The coordinator may have committed later ones since, and the partition been loaded after that.
        for (int first = 1; here.Count > 0 && first < wanted.Count; first++)
        {
            if (here[0] == wanted[first])
            {
                return Follows(here, 0, wanted, first) ? wanted.Count - first : null;
            }
        }

        return null;
    }

    private static bool Follows(IReadOnlyList<BatchId> here, int place, IReadOnlyList<BatchId> wanted, int first)
    {
        for (int i = 1; first + i < wanted.Count; i++)
        {
            if (place + i >= here.Count || here[place + i] != wanted[first + i])
            {
                return false;
            }
        }

        return true;
    }
}
