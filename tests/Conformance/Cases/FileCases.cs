using OrleansStream.Testing;

namespace OrleansStream.Conformance;

/// <summary>Files as streams and as datasets that batches use.</summary>
internal static class FileCases
{
    private static readonly string[] Lines = [.. Enumerable.Range(0, 500).Select(i => $"line {i % 37} é {i}")];

    internal static IEnumerable<ConformanceCase> All() =>
    [
        Stream("textfilestream", WriteText, (ssc, path) => ssc.TextFileStream(path, newFilesOnly: false), Lines),
        Stream("utf8filestream", WriteText, (ssc, path) => ssc.Utf8FileStream(path, newFilesOnly: false), [.. Lines.Select(Utf8Slice.From)]),
        Stream(
            "textfilestream-counted",
            WriteText,
            (ssc, path) => ssc.TextFileStream(path, newFilesOnly: false).Map(line => (line.Split(' ')[1], 1L)).ReduceByKey((a, b) => a + b, 3),
            [.. Lines.GroupBy(line => line.Split(' ')[1]).Select(group => (group.Key, (long)group.Count()))],
            ordered: false),
        Stream(
            "utf8filestream-counted",
            WriteText,
            (ssc, path) => ssc.Utf8FileStream(path, newFilesOnly: false).Map(line => (Word: line.Slice(0, 6), 1L)).ReduceByKey((a, b) => a + b, 3),
            [.. Lines.GroupBy(line => line[..6]).Select(group => (Utf8Slice.From(group.Key), (long)group.Count()))],
            ordered: false),
        Stream("textfilestream-of-pattern", WriteText, (ssc, path) => ssc.TextFileStream(Path.Join(path, "{sub,none}*"), newFilesOnly: false), ["inner"]),
        Stream("textfilestream-of-nothing", _ => { }, (ssc, path) => ssc.TextFileStream(path, newFilesOnly: false), Array.Empty<string>()),
        Stream(
            "filestream",
            WriteText,
            (ssc, path) => ssc.FileStream(path, new NameFormat(), file => !file.EndsWith('2'), newFilesOnly: false),
            ["1 0", $"3 {Lines[300..].Sum(line => System.Text.Encoding.UTF8.GetByteCount(line) + 1)}"]),
        Stream(
            "binaryrecordsstream",
            path => File.WriteAllBytes(Path.Join(path, "r"), [.. Enumerable.Range(0, 256).Select(i => (byte)i)]),
            (ssc, path) => ssc.BinaryRecordsStream(path, 4, newFilesOnly: false).Map(record => (int)record[0]),
            [.. Enumerable.Range(0, 64).Select(i => i * 4)]),
        Dataset("textfile", WriteText, (ssc, path) => ssc.TextFile(path, 7), Lines),
        Dataset("utf8file", WriteText, (ssc, path) => ssc.Utf8File(path, 7), [.. Lines.Select(Utf8Slice.From)]),
        Dataset(
            "textfile-counted",
            WriteText,
            (ssc, path) => ssc.TextFile(path, 7).Map(line => (line.Split(' ')[1], 1L)).ReduceByKey((a, b) => a + b, 3),
            [.. Lines.GroupBy(line => line.Split(' ')[1]).Select(group => (group.Key, (long)group.Count()))],
            ordered: false),
        Dataset(
            "binaryrecords",
            path => File.WriteAllBytes(Path.Join(path, "r"), [.. Enumerable.Range(0, 256).Select(i => (byte)i)]),
            (ssc, path) => ssc.BinaryRecords(path, 4).Map(record => (int)record[0]),
            [.. Enumerable.Range(0, 64).Select(i => i * 4)]),
        Dataset(
            "wholetextfiles",
            path => File.WriteAllText(Path.Join(path, "t"), "a\nb"),
            (ssc, path) => ssc.WholeTextFiles(path).Map(file => $"{Path.GetFileName(file.Path)}: {file.Text}"),
            ["t: a\nb"]),
    ];

    private static void WriteText(string path)
    {
        File.WriteAllText(Path.Join(path, "1"), "");
        File.WriteAllLines(Path.Join(path, "2"), Lines[..300]);
        File.WriteAllText(Path.Join(path, "3"), string.Concat(Lines[300..].Select(line => line + "\n")));
        Directory.CreateDirectory(Path.Join(path, "sub"));
        File.WriteAllText(Path.Join(path, "sub", "inner"), "inner\n");
    }

    private static FileStreamCase<T> Stream<T>(
        string name, Action<string> fill, Func<StreamingContext, string, DStream<T>> build, IReadOnlyList<T> expected, bool ordered = true) =>
        new($"{name}/files", fill, build, expected, ordered);

    /// <summary>A batch that is nothing but a dataset of the job's own.</summary>
    private static ConformanceCase<int, T> Dataset<T>(
        string name, Action<string> fill, Func<StreamingContext, string, Rdd<T>> build, IReadOnlyList<T> expected, bool ordered = true) =>
        new(
            $"{name}/files",
            [FeedBatch.Cut([1], 1)],
            input =>
            {
                Rdd<T> dataset = build(input.Context, CaseDirectory.Get(name, fill));
                return input.Transform(_ => dataset);
            },
            [expected],
            ordered);

    private sealed class NameFormat : FileFormat<string>
    {
        public override IEnumerable<string> Read(Stream stream, FileSplit split)
        {
            ArgumentNullException.ThrowIfNull(stream);
            ArgumentNullException.ThrowIfNull(split);
            yield return $"{Path.GetFileName(split.Path)} {stream.Length}";
        }
    }
}
