namespace OrleansStream.Architecture.Tests;

/// <summary>A C# file with the contents of comments, strings and characters replaced by spaces; line breaks stay.</summary>
internal static class SourceText
{
    /// <summary>Blanks out what is not code.</summary>
    internal static string CodeOf(string source)
    {
        char[] code = source.ToCharArray();
        for (int at = 0; at < source.Length;)
        {
            int end = EndOfText(source, at);
            for (int each = at; each < end; each++)
            {
                code[each] = source[each] == '\n' ? '\n' : ' ';
            }

            at = Math.Max(end, at + 1);
        }

        return new string(code);
    }

    // Where the comment, string or character that begins here ends; the position itself if none begins.
    private static int EndOfText(string source, int at)
    {
        ReadOnlySpan<char> rest = source.AsSpan(at);
        if (rest.StartsWith("//"))
        {
            return End(source, source.IndexOf('\n', at), 0);
        }

        if (rest.StartsWith("/*"))
        {
            return End(source, source.IndexOf("*/", at + 2, StringComparison.Ordinal), 2);
        }

        if (rest.StartsWith("'"))
        {
            return EndOfQuoted(source, at + 1, '\'');
        }

        int quote = at;
        while (quote < source.Length && source[quote] is '$' or '@')
        {
            quote++;
        }

        if (quote >= source.Length || source[quote] != '"')
        {
            return at;
        }

        int quotes = source.AsSpan(quote).IndexOfAnyExcept('"');
        quotes = quotes < 0 ? source.Length - quote : quotes;
        if (quotes >= 3)
        {
            return End(source, source.IndexOf(new string('"', quotes), quote + quotes, StringComparison.Ordinal), quotes);
        }

        return source.AsSpan(at, quote - at).Contains('@') ? EndOfVerbatim(source, quote + 1) : EndOfQuoted(source, quote + 1, '"');
    }

    private static int EndOfQuoted(string source, int at, char quote)
    {
        while (at < source.Length && source[at] != quote && source[at] != '\n')
        {
            at += source[at] == '\\' ? 2 : 1;
        }

        return Math.Min(at + 1, source.Length);
    }

    private static int EndOfVerbatim(string source, int at)
    {
        while (at < source.Length && (source[at] != '"' || source.AsSpan(at).StartsWith("\"\"")))
        {
            at += source[at] == '"' ? 2 : 1;
        }

        return Math.Min(at + 1, source.Length);
    }

    private static int End(string source, int found, int length) => found < 0 ? source.Length : found + length;
}
