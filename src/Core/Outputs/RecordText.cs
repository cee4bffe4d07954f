using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace OrleansStream.Outputs;

/// <summary>Records as text, the same on every machine: tuples as <c>(a,b)</c>, collections as <c>[a,b]</c> unless they have a text of their own,
/// everything else in the invariant culture.</summary>
internal static class RecordText
{
    internal static string Of<T>(T record)
    {
        switch (record)
        {
            case null:
                return "null";
            case string text:
                return text;
            case ITuple tuple:
                return OfTuple(tuple);
            case IFormattable formattable:
                return formattable.ToString(null, CultureInfo.InvariantCulture);
            case IEnumerable elements when HasNoTextOfItsOwn(record):
                return $"[{string.Join(',', elements.Cast<object?>().Select(Of))}]";
            default:
                return record.ToString() ?? "";
        }
    }

    /// <summary>Whether <c>ToString</c> is that of <see cref="object"/>, which says the type only.</summary>
    private static bool HasNoTextOfItsOwn(object record) => record.ToString() == record.GetType().ToString();

    private static string OfTuple(ITuple tuple)
    {
        var text = new StringBuilder("(");
        for (int i = 0; i < tuple.Length; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(Of(tuple[i]));
        }

        return text.Append(')').ToString();
    }
}
