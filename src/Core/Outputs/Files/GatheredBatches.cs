using System.Globalization;

namespace OrleansStream.Outputs;

/// <summary>The hidden directory in which batches of an output wait for their span to end.</summary>
/// <remarks>
/// In it are a directory <c>END-TIME</c> for each batch; directories <c>joined-END-…</c> that processes join the files of a span in; and a file <c>chosen-END</c> that says which of them
/// is the one that counts. That file can be made once, and the one of the newest span stays. So a span has been ended when there is the file of it or of a later one, and whoever is late
/// sees that, since spans end in order.
/// </remarks>
/// <param name="path">The directory.</param>
internal sealed class GatheredBatches(string path)
{
    private const string ChosenPrefix = "chosen-";
    private const string JoinedPrefix = "joined-";
    private const string GonePrefix = "gone-";

    internal string Path => path;

    /// <summary>Where a batch waits.</summary>
    internal string Member(long end, long time) => System.IO.Path.Join(path, FormattableString.Invariant($"{end}-{time}"));

    /// <summary>What says which joined files of a span count.</summary>
    internal string Chosen(long end) => System.IO.Path.Join(path, FormattableString.Invariant($"{ChosenPrefix}{end}"));

    /// <summary>A name of this process's own for a span's joined files.</summary>
    internal string NewJoined(long end) => System.IO.Path.Join(path, FormattableString.Invariant($"{JoinedPrefix}{end}-{Guid.NewGuid():N}"));

    /// <summary>The newest span that has been ended, or null.</summary>
    internal long? NewestEnded() =>
        Entries(Directory.GetFiles, ChosenPrefix).Select(entry => Numbers(entry.Name)).Where(numbers => numbers.Length == 1).Select(numbers => (long?)numbers[0]).Max();

    /// <summary>The batches that are here, by span and time.</summary>
    internal ILookup<long, string> Members() =>
        Entries(Directory.GetDirectories, "").Select(entry => (Numbers: Numbers(entry.Name), entry.Path)).Where(entry => entry.Numbers.Length == 2)
            .OrderBy(entry => entry.Numbers[0]).ThenBy(entry => entry.Numbers[1])
            .ToLookup(entry => entry.Numbers[0], entry => entry.Path);

    /// <summary>Removes what an ended span no longer needs: its batches, what was joined in vain, and the word of earlier spans.</summary>
    internal void CleanUntil(long end)
    {
        foreach (IGrouping<long, string> span in Members().Where(span => span.Key <= end))
        {
            span.ToList().ForEach(DurableFiles.DeleteDirectory);
        }

        foreach ((string entry, string name) in Entries(Directory.GetFileSystemEntries, JoinedPrefix))
        {
            if (Numbers(name.Split('-')[0]) is [var joined] && joined <= end)
            {
                PutAside(entry);
            }
        }

        foreach ((string entry, string _) in Entries(Directory.GetDirectories, GonePrefix))
        {
            DurableFiles.DeleteDirectory(entry);
        }

        foreach ((string entry, string name) in Entries(Directory.GetFiles, ChosenPrefix))
        {
            if (Numbers(name) is [var chosen] && chosen < end)
            {
                File.Delete(entry);
            }
        }
    }

    /// <summary>Renames a directory that another process may still be writing files in, so that there will be no more.</summary>
    private void PutAside(string joined)
    {
        if (File.Exists(joined))
        {
            // A word that its process has not said, or has not taken back.
            File.Delete(joined);
            return;
        }

        try
        {
            Directory.Move(joined, System.IO.Path.Join(path, FormattableString.Invariant($"{GonePrefix}{Guid.NewGuid():N}")));
        }
        catch (Exception error) when (FileErrors.Is(error) && !Directory.Exists(joined))
        {
            // Another process has put it aside.
        }
    }

    private IEnumerable<(string Path, string Name)> Entries(Func<string, string[]> list, string prefix) =>
        Directory.Exists(path)
            ? list(path).Select(entry => (entry, System.IO.Path.GetFileName(entry)))
                .Where(entry => entry.Item2.StartsWith(prefix, StringComparison.Ordinal)).Select(entry => (entry.entry, entry.Item2[prefix.Length..]))
            : [];

    /// <summary>The numbers that a name consists of, with hyphens between them; none if it does not.</summary>
    private static long[] Numbers(string name)
    {
        string[] parts = name.Split('-');
        var numbers = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return [];
            }
        }

        return numbers;
    }
}
