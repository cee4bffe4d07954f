using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using OrleansStream.Checkpoints;

namespace OrleansStream.Receivers;

/// <summary>The objects of a receiver's log. Names follow from numbers, and there are no gaps: a log is written in order and removed oldest first.</summary>
/// <param name="objects">Where they are.</param>
/// <param name="prefix">What their names begin with.</param>
internal sealed class LogObjects(CheckpointObjects objects, string prefix)
{
    private const int NameBytes = 16;

    /// <summary>What the names of a log's groups begin with.</summary>
    /// <param name="source">The operator name of the receiver's stream.</param>
    /// <param name="began">The epoch that began the log.</param>
    internal static string PrefixOf(string source, long began) => FormattableString.Invariant(
        $"received/{Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(source)).AsSpan(0, NameBytes))}/{began}-");

    /// <summary>The name of the object that holds a group.</summary>
    internal string NameOf(long group) => FormattableString.Invariant($"{prefix}{group}");

    /// <summary>Reads a group, or null if it is not there.</summary>
    internal Task<ReadOnlyMemory<byte>?> FindAsync(long group, CancellationToken cancellation) => objects.FindAsync(NameOf(group), cancellation);

    /// <summary>The names of the groups there are, from one on, with their bytes.</summary>
    /// <param name="from">The first group that may be there.</param>
    /// <param name="known">The log ends with the first missing group from this one on.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async IAsyncEnumerable<(string Name, ReadOnlyMemory<byte> Framed)> ReadAsync(
        long from, long known, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (long group = from; ; group++)
        {
            if (await FindAsync(group, cancellation).ConfigureAwait(false) is { } framed)
            {
                yield return (NameOf(group), framed);
            }
            else if (group >= known)
            {
                yield break;
            }
        }
    }

    /// <summary>The oldest group there is before one, or that one itself if there is none.</summary>
    internal Task<long> OldestBeforeAsync(long group, CancellationToken cancellation) => FarthestAsync(group, -1, cancellation);

    /// <summary>Removes a group.</summary>
    /// <returns>Whether it is gone.</returns>
    internal Task<bool> TryDeleteAsync(long group, CancellationToken cancellation) => objects.TryDeleteAsync(NameOf(group), cancellation);

    /// <summary>Removes the log.</summary>
    /// <param name="known">A group that is there as long as any is.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether all is gone.</returns>
    internal async Task<bool> TryDeleteAllAsync(long known, CancellationToken cancellation)
    {
        long newest = await FarthestAsync(known, 1, cancellation).ConfigureAwait(false);
        long oldest = await OldestBeforeAsync(known, cancellation).ConfigureAwait(false);

        // From both ends towards the known one, so that whoever has to go on finds the rest by it.
        IEnumerable<long> later = Enumerable.Range(0, (int)(newest - known)).Select(i => newest - i);
        IEnumerable<long> earlier = Enumerable.Range(0, (int)(known - oldest) + 1).Select(i => oldest + i);
        return await objects.TryDeleteAsync(later.Concat(earlier).Select(NameOf), cancellation).ConfigureAwait(false);
    }

    /// <summary>The last group there is in a direction, looked for in steps that double and then halve: there may be thousands.</summary>
    private async Task<long> FarthestAsync(long from, int direction, CancellationToken cancellation)
    {
        long there = from;
        long gone = -1;
        for (long step = direction; there + step >= 0; step *= 2)
        {
            if (await FindAsync(there + step, cancellation).ConfigureAwait(false) is null)
            {
                gone = there + step;
                break;
            }

            there += step;
        }

        while (Math.Abs(there - gone) > 1)
        {
            long middle = there + ((gone - there) / 2);
            if (await FindAsync(middle, cancellation).ConfigureAwait(false) is null)
            {
                gone = middle;
            }
            else
            {
                there = middle;
            }
        }

        return there;
    }
}
