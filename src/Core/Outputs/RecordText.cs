using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace OrleansStream.Outputs;

/// <summary>Records as text, the same on every machine: tuples as <c>(a,b)</c>, everything else in the invariant culture.</summary>
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
            default:
                return record.ToString() ?? "";
        }
    }

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
