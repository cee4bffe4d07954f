namespace OrleansStream.Hosting;

/// <summary>Cuts the words of a command line into names and values.</summary>
internal static class CommandLine
{
    private const string Mark = "--";
    private const string Form = "must have the form --name value, --name=value or --name";

    internal static List<KeyValuePair<string, string>> Pairs(IReadOnlyList<string> words)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        for (int i = 0; i < words.Count; i++)
        {
            string word = words[i];
            ArgumentNullException.ThrowIfNull(word, nameof(words));
            if (!IsName(word))
            {
                throw new JobArgumentException($"{i + 1}", word, Form);
            }

            string name = word[Mark.Length..];
            int equals = name.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0)
            {
                Add(pairs, word, name[..equals], name[(equals + 1)..]);
            }
            else if (i + 1 < words.Count && words[i + 1] is { } next && !IsName(next))
            {
                Add(pairs, word, name, next);
                i++;
            }
            else
            {
                Add(pairs, word, name, "true");
            }
        }

        return pairs;
    }

    private static bool IsName(string word) => word.StartsWith(Mark, StringComparison.Ordinal);

    private static void Add(List<KeyValuePair<string, string>> pairs, string word, string name, string value)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw new JobArgumentException($"{pairs.Count + 1}", word, Form);
        }

        pairs.Add(new(name, value));
    }
}
