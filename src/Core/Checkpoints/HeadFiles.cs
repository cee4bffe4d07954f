using System.Globalization;
using OrleansStream.Outputs;

namespace OrleansStream.Checkpoints;

/// <summary>The head of a <see cref="DirectoryCheckpointStore"/>: the file <c>head-N</c> with the highest number.</summary>
/// <remarks>
/// <para>
/// The head that is replaced is removed after its successor is on the disk. A file <c>layout</c> says since the first head how the directory
/// is laid out, so that a directory that has lost its head is not taken for a new one.
/// </para>
/// <para>
/// Only what lies under a temporary name may be torn, and that is no head. A file under a head's name was complete and on the disk before it
/// got the name, and may have been acknowledged the next moment: whatever its bytes are now, it is never passed over for an older one.
/// </para>
/// </remarks>
internal sealed class HeadFiles(CheckpointDirectory directory)
{
    private const string Prefix = "head-";
    private const string Layout = "OrleansStream checkpoint, layout 1\n";
    private const int LooksForALostHead = 10;

    private readonly string _layout = Path.Join(directory.Root, "layout");

    /// <summary>The head, or null if there has never been one.</summary>
    internal StoredHead? Read(CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (FindHighest() is not { } number)
            {
                return null;
            }

            // It may be replaced while it is looked for or read, and a listing may miss what comes and goes meanwhile.
            if (CheckpointDirectory.Read(PathOf(number)) is { } content && FindHighest() == number)
            {
                // Its writer may have died before it did so, and whoever reads it will build on it.
                DurableFiles.SyncDirectory(directory.Root);
                return new StoredHead(Text(number), content);
            }
        }
    }

    /// <summary>Creates the successor of a head.</summary>
    /// <returns>Its version, or null if another head is there.</returns>
    internal string? Swap(string? expected, ReadOnlySpan<byte> content)
    {
        long? number = expected is null ? null : NumberOf(expected);
        if (number != FindHighest() || (expected is not null && number is null))
        {
            return null;
        }

        long next = (number ?? 0) + 1;
        string path = PathOf(next);
        if (!directory.TryCreate(path, content))
        {
            return null;
        }

        // A latecomer that slept since it looked may have found the name free because later heads were written and this one removed.
        long[] heads = [.. Heads()];
        if (!heads.Contains(next) || heads.Max() > next)
        {
            CheckpointDirectory.DeleteIfPossible(path);
            throw new IOException($"'{path}' was written when later heads were there already, so it cannot be told whether it counted before them.");
        }

        DurableFiles.SyncDirectory(directory.Root);
        if (!File.Exists(_layout))
        {
            directory.TryCreate(_layout, System.Text.Encoding.UTF8.GetBytes(Layout));
            DurableFiles.SyncDirectory(directory.Root);
        }

        foreach (long earlier in heads.Where(head => head < next))
        {
            CheckpointDirectory.DeleteIfPossible(PathOf(earlier));
        }

        return Text(next);
    }

    /// <summary>The number of the head, or null if there has never been one.</summary>
    private long? FindHighest()
    {
        for (int look = 0; look < LooksForALostHead; look++)
        {
            long highest = Heads().DefaultIfEmpty().Max();
            if (highest > 0)
            {
                CheckLayout();
                return highest;
            }

            if (!File.Exists(_layout))
            {
                return null;
            }
        }

        throw new CheckpointDamagedException(
            $"'{directory.Root}' has held a checkpoint, and its head is gone: no file {Prefix}N is there. Restore the directory from a copy; or, to begin anew and lose what the job knew, remove '{directory.Root}' as a whole.");
    }

    private void CheckLayout()
    {
        if (CheckpointDirectory.Read(_layout) is not { } found || System.Text.Encoding.UTF8.GetString(found) is not { } text || text == Layout)
        {
            return;
        }

        throw new CheckpointVersionException(
            $"'{_layout}' says '{text.Trim()}', which this program does not know; it knows '{Layout.Trim()}'. Continue the job with the version of OrleansStream that wrote it, or a newer one.");
    }

    private IEnumerable<long> Heads() =>
        CheckpointDirectory.FilesIn(directory.Root)
            .Where(file => file.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(file => NumberOf(file[Prefix.Length..]))
            .OfType<long>();

    private string PathOf(long number) => Path.Join(directory.Root, Prefix + Text(number));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long? NumberOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0 && Text(number) == text ? number : null;
}
