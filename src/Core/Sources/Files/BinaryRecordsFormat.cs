namespace OrleansStream.Sources;

/// <summary>Records of one length, one after another.</summary>
internal sealed class BinaryRecordsFormat(int recordLength) : FileFormat<byte[]>
{
    public override bool IsSplittable => true;

    public override IEnumerable<byte[]> Read(Stream stream, FileSplit split)
    {
        if (split.Length % recordLength != 0)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"'{split.Path}' has {split.Length} bytes; a file of records of {recordLength} bytes must have a multiple of {recordLength}."));
        }

        // The first record that starts in the part.
        long first = (split.Start + recordLength - 1) / recordLength * recordLength;
        stream.Position = first;
        for (long position = first; position < split.End; position += recordLength)
        {
            byte[] record = GC.AllocateUninitializedArray<byte>(recordLength);
            stream.ReadExactly(record);
            yield return record;
        }
    }
}
