using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OrleansStream.Storage;

namespace OrleansStream.Outputs;

/// <summary>Every path that an output of files uses, for readers and behind the scenes.</summary>
/// <remarks>
/// Readers see <c>prefix-TIME[.suffix]/part-00000 … _SUCCESS</c>, or a path of its own for what is saved once. Until then a batch lives in a hidden sibling: one directory for the
/// output and batch, in it one for each epoch and attempt, in that the files of each task attempt, and the chosen ones in <c>ready</c>.
/// So no two runs ever write to one file, and what failed runs left goes with one directory.
/// </remarks>
internal sealed record FileSinkNames
{
    internal const string Success = "_SUCCESS";
    private const int LongestName = 200;

    private readonly string _stem;
    private readonly string? _ending;

    /// <exception cref="ArgumentException">The prefix or the suffix cannot be part of a path.</exception>
    internal FileSinkNames(string prefix, string suffix)
    {
        CheckCharacters(prefix, nameof(prefix), Path.GetInvalidPathChars(), "must not have characters that paths cannot have");
        CheckCharacters(suffix, nameof(suffix), Path.GetInvalidFileNameChars(), "must not have characters that file names cannot have");

        // Resolved now: the process may change its directory while the job runs.
        _stem = prefix.Length == 0 ? Path.Join(Path.GetFullPath("."), "x")[..^1] : Path.GetFullPath(prefix) + "-";
        _ending = suffix.Length == 0 ? "" : "." + suffix;
    }

    /// <summary>The names of what is saved once, under a path of its own.</summary>
    /// <exception cref="ArgumentException">It cannot be a path.</exception>
    internal FileSinkNames(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (StorageProviders.OutsideAddressOf(path) is not null)
        {
            throw new ArgumentException($"path is '{Addresses.Shown(path)}'; a dataset is saved to a directory. Save a stream to an object store.", nameof(path));
        }

        path = StorageProviders.PathOf(path);
        CheckCharacters(path, nameof(path), Path.GetInvalidPathChars(), "must not have characters that paths cannot have");
        _stem = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
    }

    /// <summary>Whether there is a directory for each batch, and not one for all that is ever saved.</summary>
    internal bool IsForBatches => _ending is not null;

    /// <summary>The directory that readers will see.</summary>
    internal string Target(BatchTime time) =>
        _ending is null ? _stem : string.Create(CultureInfo.InvariantCulture, $"{_stem}{time.Milliseconds}{_ending}");

    /// <summary>The hidden directory of a batch of an output, shared by its attempts.</summary>
    internal string Staging(SinkBatch batch)
    {
        string target = Target(batch.Time);
        string name = $".{Path.GetFileName(target)}+{Uri.EscapeDataString(batch.Job)}+{Uri.EscapeDataString(batch.Output)}";
        return Path.Join(Path.GetDirectoryName(target), Shorten(name));
    }

    /// <summary>Where batches of a job wait that are gathered.</summary>
    /// <remarks>The output's own name is left out: it is a number among others, and what waits must be found when outputs come and go. A context has one output with these names.</remarks>
    internal GatheredBatches Gathered(SinkBatch batch)
    {
        // Only the first of these may have a plus in it, so no two places give one name.
        string name = $".{Path.GetFileName(_stem)}+gathered{Uri.EscapeDataString(_ending ?? "")}+{Uri.EscapeDataString(batch.Job)}";
        return new GatheredBatches(Path.Join(Path.GetDirectoryName(Target(batch.Time)), Shorten(name)));
    }

    /// <summary>What publishing a batch needs that is gathered with others.</summary>
    internal FileRollToken Roll(SinkBatch batch, FileRoll roll) =>
        new(Gathered(batch).Path, _stem, _ending ?? "", batch.Time.Milliseconds, roll.EndOf(batch.Time).Milliseconds, roll.IsLast(batch.Time));

    /// <summary>The directory of one attempt.</summary>
    internal string Attempt(SinkBatch batch) =>
        Path.Join(Staging(batch), string.Create(CultureInfo.InvariantCulture, $"epoch-{batch.Epoch}-attempt-{batch.Attempt}"));

    /// <summary>The directory that is renamed to the target: the chosen files under their last names.</summary>
    internal string Ready(SinkBatch batch) => Path.Join(Attempt(batch), "ready");

    /// <summary>The file of one attempt at one partition.</summary>
    internal string Part(SinkBatch batch, int partition, int taskAttempt) =>
        Path.Join(Attempt(batch), string.Create(CultureInfo.InvariantCulture, $"{PartName(partition)}.attempt-{taskAttempt}"));

    /// <summary>What readers know a partition by.</summary>
    internal static string PartName(int partition) => string.Create(CultureInfo.InvariantCulture, $"part-{partition:D5}");

    /// <summary>What the names of a format's files end with.</summary>
    /// <exception cref="ArgumentException">It cannot be part of a file's name.</exception>
    internal static string Extension(string extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        CheckCharacters(extension, nameof(extension), Path.GetInvalidFileNameChars(), "must not have characters that file names cannot have");
        return extension;
    }

    /// <inheritdoc/>
    public override string ToString() => _ending is null ? _stem : $"{_stem}TIME{_ending}";

    // File systems take 255 bytes. A long name keeps its beginning for people and a hash to be its own.
    private static string Shorten(string name)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(name);
        if (bytes.Length <= LongestName)
        {
            return name;
        }

        var start = new StringBuilder();
        int length = 0;
        foreach (Rune rune in name.EnumerateRunes())
        {
            length += rune.Utf8SequenceLength;
            if (length > LongestName / 2)
            {
                break;
            }

            start.Append(rune.ToString());
        }

        return $"{start}+{Convert.ToHexStringLower(SHA256.HashData(bytes))}";
    }

    private static void CheckCharacters(string value, string name, char[] invalid, string rule)
    {
        int at = value.IndexOfAny(invalid);
        if (at >= 0)
        {
            throw new ArgumentException($"{name} is '{value}'; it {rule}, such as the one at {at}.", name);
        }
    }
}
