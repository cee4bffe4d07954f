using System.Globalization;
using System.Text;

namespace OrleansStream.Storage;

/// <summary>Places as they are written: paths, and addresses with <c>://</c>.</summary>
internal static class Addresses
{
    internal const string SchemeEnd = "://";

    // What would end the path of an address, or stand for something else in it or in a pattern.
    private const string Special = "%?#*[{\\ ";

    /// <summary>Whether it is an address, or meant to be one.</summary>
    internal static bool IsOne(string place) => place.Contains(SchemeEnd, StringComparison.Ordinal);

    /// <summary>A place as messages show it: an address without its query, which may be a signature.</summary>
    internal static string Shown(string place) => IsOne(place) && place.IndexOf('?', StringComparison.Ordinal) is >= 0 and int end ? place[..end] : place;

    /// <summary>A place as messages show it.</summary>
    internal static string Shown(Uri place) => Shown(place.OriginalString);

    /// <summary>The name of an object as a part of an address, which stands for this object alone.</summary>
    internal static string Escape(string name)
    {
        if (!name.Any(IsSpecial))
        {
            return name;
        }

        var escaped = new StringBuilder();
        foreach (char character in name)
        {
            _ = IsSpecial(character) ? escaped.Append(CultureInfo.InvariantCulture, $"%{(int)character:X2}") : escaped.Append(character);
        }

        return escaped.ToString();
    }

    private static bool IsSpecial(char character) => character < ' ' || Special.Contains(character, StringComparison.Ordinal);
}
