using System.Buffers;

namespace OrleansStream.Encoding;

/// <summary>The numbers that tell which declared type a polymorphic value has: 0 for null, else one more than the type's place.</summary>
internal static class ObjectTags
{
    /// <summary>The place of the type that a tag other than 0 stands for.</summary>
    internal static int Index(ref RecordReader reader, ulong tag, int types)
    {
        if (tag > (ulong)types)
        {
            reader.Fail(FormattableString.Invariant($"The data refers to derived type {tag} of {types}."));
        }

        return (int)tag - 1;
    }

    /// <summary>Reads a column of tags.</summary>
    /// <returns>A rented array.</returns>
    internal static uint[] RentColumn(ref RecordReader reader, int count, int types, out int[] perType)
    {
        uint[] tags = ArrayPool<uint>.Shared.Rent(count);
        NumberColumn.Read<uint, IntegerForms.UInt32Form>(ref reader, Column<uint>.Of(tags.AsSpan(0, count)));
        perType = new int[types];
        foreach (uint tag in tags.AsSpan(0, count))
        {
            if (tag > 0)
            {
                perType[Index(ref reader, tag, types)]++;
            }
        }

        return tags;
    }

    /// <summary>Reads a column of tags and counts the values of each type.</summary>
    internal static int[] CountColumn(ref RecordReader reader, int count, int types)
    {
        ArrayPool<uint>.Shared.Return(RentColumn(ref reader, count, types, out int[] perType));
        return perType;
    }
}
