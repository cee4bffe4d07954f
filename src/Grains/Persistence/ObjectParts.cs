using System.Globalization;

namespace OrleansStream.Grains.Persistence;

/// <summary>The parts of objects that are too long for one record.</summary>
/// <param name="records">Where they are.</param>
/// <param name="prefix">What their keys begin with.</param>
internal sealed class ObjectParts(GrainRecords records, string prefix)
{
    private const int AtOnce = 4;

    /// <summary>Writes the parts of an object.</summary>
    internal Task WriteAsync(string name, ObjectWriter writer, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        ForEachAsync(writer, async (part, stop) =>
        {
            int at = part * writer.PartLength;
            ReadOnlyMemory<byte> piece = content.Slice(at, Math.Min(writer.PartLength, content.Length - at));
            if (await records.TryWriteAsync(KeyOf(name, writer, part), null, piece.ToArray(), stop) is null)
            {
                throw new IOException($"Part {part} of '{name}' was written already, by a call that was taken for failed.");
            }
        }, cancellation);

    /// <summary>Reads an object, or gives null if a part of it is missing.</summary>
    internal async Task<byte[]?> ReadAsync(string name, ObjectWriter author, CancellationToken cancellation)
    {
        byte[] content = new byte[author.Length];
        bool isWhole = true;
        await ForEachAsync(author, async (part, stop) =>
        {
            int at = part * author.PartLength;
            int length = Math.Min(author.PartLength, content.Length - at);
            if (await records.ReadAsync(KeyOf(name, author, part), stop) is { } found && found.Content.Length == length)
            {
                found.Content.CopyTo(content, at);
            }
            else
            {
                Volatile.Write(ref isWhole, false);
            }
        }, cancellation);
        return isWhole ? content : null;
    }

    /// <summary>Removes what a writer may have written.</summary>
    internal Task DeleteAsync(string name, ObjectWriter writer, CancellationToken cancellation) =>
        ForEachAsync(writer, async (part, stop) => await records.DeleteAsync(KeyOf(name, writer, part), stop), cancellation);

    private static Task ForEachAsync(ObjectWriter writer, Func<int, CancellationToken, ValueTask> body, CancellationToken cancellation) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, writer.Parts),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            body);

    private string KeyOf(string name, ObjectWriter writer, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}{name}/{writer.Id:n}/{part}");
}
