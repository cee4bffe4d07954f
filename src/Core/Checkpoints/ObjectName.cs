using System.Buffers;

namespace OrleansStream.Checkpoints;

/// <summary>The rule for names of stored objects, which every store can keep: as a file's name, a blob's or a key.</summary>
internal static class ObjectName
{
    /// <summary>How long a name may be: with what a store adds to it, a file system takes it for a file's name.</summary>
    internal const int MaxLength = 200;

    // No capital letters: there are file systems to which they are the same as small ones.
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-_");

    /// <exception cref="ArgumentException">The name breaks the rule.</exception>
    internal static void Check(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        bool holds = name.Length <= MaxLength;
        foreach (Range segment in name.AsSpan().Split('/'))
        {
            ReadOnlySpan<char> text = name.AsSpan(segment);
            holds &= !text.IsEmpty && !text.ContainsAnyExcept(Allowed) && text[^1] != '.';
        }

        if (!holds)
        {
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"'{name}' cannot name an object; a name is made of segments of small ASCII letters, digits, '.', '-' and '_', not ending with '.', joined by '/', at most {MaxLength} characters in all."),
                nameof(name));
        }
    }
}
