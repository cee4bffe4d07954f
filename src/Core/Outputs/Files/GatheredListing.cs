using System.Globalization;

namespace OrleansStream.Outputs;

/// <summary>What there was in the hidden directory of gathered batches when it was listed.</summary>
internal sealed class GatheredListing
{
    internal const string ChosenPrefix = "chosen-";
    internal const string JoinedPrefix = "joined-";
    internal const string GonePrefix = "gone-";

    private readonly List<(long End, long Time, string Path)> _members = [];
    private readonly List<(long End, string Path)> _joined = [];
    private readonly List<(long End, string Path)> _chosen = [];
    private readonly List<string> _gone = [];

    private GatheredListing(IEnumerable<string> entries)
    {
        foreach (string entry in entries)
        {
            string name = Path.GetFileName(entry);
            if (name.StartsWith(GonePrefix, StringComparison.Ordinal))
            {
                _gone.Add(entry);
            }
            else if (name.StartsWith(JoinedPrefix, StringComparison.Ordinal) && Numbers(name.Split('-')[1]) is [var joined])
            {
                _joined.Add((joined, entry));
            }
            else if (name.StartsWith(ChosenPrefix, StringComparison.Ordinal) && Numbers(name[ChosenPrefix.Length..]) is [var chosen])
            {
                _chosen.Add((chosen, entry));
            }
            else if (Numbers(name) is [var end, var time])
            {
                _members.Add((end, time, entry));
            }
        }

        _members.Sort();
        NewestEnded = _chosen.Count == 0 ? null : _chosen.Max(one => one.End);
    }

    /// <summary>The batches, by span and time.</summary>
    internal IReadOnlyList<(long End, long Time, string Path)> Members => _members;

    /// <summary>What processes have joined the files of spans in, or have written their word to.</summary>
    internal IReadOnlyList<(long End, string Path)> Joined => _joined;

    /// <summary>The words that spans have ended.</summary>
    internal IReadOnlyList<(long End, string Path)> Chosen => _chosen;

    /// <summary>What has been put aside.</summary>
    internal IReadOnlyList<string> Gone => _gone;

    /// <summary>The newest span that has been ended, or null.</summary>
    internal long? NewestEnded { get; }

    internal static GatheredListing Of(string path) => new(Directory.Exists(path) ? Directory.GetFileSystemEntries(path) : []);

    /// <summary>Whether nothing is left to be done for an ended span and those before it.</summary>
    internal bool IsSettled(long end) =>
        _gone.Count == 0 && !_members.Exists(one => one.End <= end) && !_joined.Exists(one => one.End <= end) && !_chosen.Exists(one => one.End < end);

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
