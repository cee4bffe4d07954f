using System.Buffers;

namespace OrleansStream.Checkpoints;

/// <summary>The rule for names of stored objects, which every store can keep: as a path, a blob name or a key.</summary>
internal static class ObjectName
{
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_");

    internal const string Rule = "segments of ASCII letters, digits, '.', '-' and '_', not of dots alone, joined by '/'";

    /// <exception cref="ArgumentException">The name breaks the rule.</exception>
    internal static void Check(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        foreach (Range segment in name.AsSpan().Split('/'))
        {
            ReadOnlySpan<char> text = name.AsSpan(segment);
            if (text.IsEmpty || text.ContainsAnyExcept(Allowed) || !text.ContainsAnyExcept('.'))
            {
                throw new ArgumentException($"'{name}' cannot name an object; a name is made of {Rule}.", nameof(name));
            }
        }
    }
}
