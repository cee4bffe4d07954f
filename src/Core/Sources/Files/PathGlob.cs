using System.Text;
using System.Text.RegularExpressions;
using OrleansStream.Outputs;

namespace OrleansStream.Sources;

/// <summary>A path that may stand for several: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[^a-z]</c> within a name and <c>{a,b}</c> anywhere, as Spark
/// has them. Wildcards match names with a leading dot only if their own name begins with a dot. What exists as it is written is taken so.</summary>
/// <param name="path">A full path.</param>
internal sealed class PathGlob(string path)
{
    private static readonly char[] Wildcards = ['*', '?', '[', '{'];
    private static readonly char[] Separators = [System.IO.Path.DirectorySeparatorChar, System.IO.Path.AltDirectorySeparatorChar];

    internal string Path => path;

    internal bool HasWildcards => path.IndexOfAny(Wildcards) >= 0;

    /// <summary>The paths that exist and match, in ordinal order, each once.</summary>
    /// <param name="directoriesOnly">Whether files do not count.</param>
    /// <exception cref="IOException">A directory on the way cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">A directory on the way may not be listed.</exception>
    internal IReadOnlyList<string> Expand(bool directoriesOnly)
    {
        if (!HasWildcards || Directory.Exists(path) || File.Exists(path))
        {
            return Exists(path, directoriesOnly) ? [path] : [];
        }

        return
        [
            .. Alternatives(path).SelectMany(Matches).Where(match => Exists(match, directoriesOnly))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Resolves a path against the current directory.</summary>
    /// <exception cref="ArgumentException">It is empty, has characters that paths cannot have, or an open bracket.</exception>
    internal static PathGlob Parse(string path, string argument)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path, argument);
        int at = path.IndexOfAny(System.IO.Path.GetInvalidPathChars());
        if (at >= 0)
        {
            throw new ArgumentException($"{argument} is '{path}'; it must not have characters that paths cannot have, such as the one at {at}.", argument);
        }

        var glob = new PathGlob(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));
        try
        {
            foreach (string name in Alternatives(glob.Path).SelectMany(one => one.Split(Separators)))
            {
                _ = Pattern(name);
            }
        }
        catch (FormatException error)
        {
            throw new ArgumentException($"{argument} is '{path}'; {error.Message}", argument, error);
        }

        return glob;
    }

    /// <summary>Whether a name matches, and is not hidden from this pattern.</summary>
    internal static bool IsMatch(Regex pattern, string name) =>
        name.Length > 0 && (name[0] != '.' || pattern.ToString().StartsWith(@"^\.", StringComparison.Ordinal)) && pattern.IsMatch(name);

    /// <summary>Where the first wildcard is, or -1.</summary>
    internal static int IndexOfWildcard(string path, int start) => path.IndexOfAny(Wildcards, start);

    private static bool Exists(string path, bool directoriesOnly) => Directory.Exists(path) || (!directoriesOnly && File.Exists(path));

    /// <summary>The path once for each choice that its braces offer.</summary>
    internal static IEnumerable<string> Alternatives(string pattern)
    {
        int open = pattern.IndexOf('{');
        if (open < 0)
        {
            return [pattern];
        }

        var choices = new List<string>();
        int depth = 0;
        int start = open + 1;
        for (int i = open; i < pattern.Length; i++)
        {
            depth += pattern[i] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0 || (depth == 1 && pattern[i] == ','))
            {
                choices.Add(pattern[start..i]);
                start = i + 1;
            }

            if (depth == 0)
            {
                return choices.SelectMany(choice => Alternatives(pattern[..open] + choice + pattern[(i + 1)..]));
            }
        }

        throw new FormatException($"the brace at {open} is never closed.");
    }

    private static IEnumerable<string> Matches(string pattern)
    {
        string root = System.IO.Path.GetPathRoot(pattern) ?? "";
        IEnumerable<string> found = [root];
        foreach (string name in pattern[root.Length..].Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            found = name.IndexOfAny(Wildcards) < 0
                ? found.Select(directory => System.IO.Path.Join(directory, name))
                : found.Where(Directory.Exists).SelectMany(directory => Matches(directory, Pattern(name)));
        }

        return found;
    }

    private static IEnumerable<string> Matches(string directory, Regex pattern)
    {
        try
        {
            return
            [
                .. Directory.GetFileSystemEntries(directory).Where(entry =>
                    IsMatch(pattern, System.IO.Path.GetFileName(entry))),
            ];
        }
        catch (Exception error) when (FileErrors.Is(error) && !Directory.Exists(directory))
        {
            // It went between two looks, so nothing in it matches.
            return [];
        }
    }

    /// <summary>What a name with wildcards matches; see <see cref="IsMatch"/>.</summary>
    /// <exception cref="FormatException">It has a bracket that cannot be read.</exception>
    internal static Regex Pattern(string name)
    {
        var regex = new StringBuilder("^");
        for (int i = 0; i < name.Length; i++)
        {
            int close = name[i] == '[' ? name.IndexOf(']', i + 1) : 0;
            switch (name[i])
            {
                case '*':
                    regex.Append(".*");
                    break;
                case '?':
                    regex.Append('.');
                    break;
                case '[' when close > i + 1:
                    string set = name[(i + 1)..close];
                    bool not = set[0] is '^' or '!';
                    regex.Append(not ? "[^" : "[").Append(Escape(not ? set[1..] : set)).Append(']');
                    i = close;
                    break;
                case '[':
                    throw new FormatException($"the bracket in '{name}' is never closed, or there is nothing in it.");
                default:
                    regex.Append(Regex.Escape(name[i].ToString()));
                    break;
            }
        }

        try
        {
            return new Regex(regex.Append('$').ToString(), RegexOptions.CultureInvariant | RegexOptions.Singleline);
        }
        catch (ArgumentException error)
        {
            throw new FormatException($"the set of characters in '{name}' cannot be read.", error);
        }
    }

    // Within a set only the hyphen has a meaning here.
    private static string Escape(string set) => set.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("[", @"\[", StringComparison.Ordinal).Replace("^", @"\^", StringComparison.Ordinal);
}
