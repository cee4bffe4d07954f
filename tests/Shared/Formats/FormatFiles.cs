using OrleansStream.Testing;

namespace OrleansStream.Tests.Formats;

/// <summary>A directory of a test's own, and a context that writes and reads files in it in formats. Tasks fail at the first error.</summary>
internal sealed class FormatFiles : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("orleans-stream-").FullName;
    private int _written;

    internal FormatFiles(Action<StreamingContextOptions>? configure = null)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.MaxTaskFailures = 1;
        configure?.Invoke(options);
        Context = new StreamingContext(TimeSpan.FromSeconds(1), options);
    }

    internal StreamingContext Context { get; }

    /// <summary>The path of a name.</summary>
    internal string this[string name] => Path.Join(_root, name);

    /// <summary>Makes a file of bytes, and gives its path.</summary>
    internal string Put(string name, ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    /// <summary>The bytes that a format makes of records.</summary>
    internal async Task<byte[]> BytesAsync<T>(IEnumerable<T> records, FileOutputFormat<T> format)
    {
        string directory = this[$"saved-{_written++}"];
        await Context.MakeRdd(records, 1).SaveAsFilesAsync(directory, format);
        return await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(directory, "part-00000" + format.Extension)));
    }

    /// <summary>The records of a file.</summary>
    /// <param name="name">The file.</param>
    /// <param name="format">How to read it.</param>
    /// <param name="partitions">Into how many parts it is cut, if the format allows it.</param>
    internal async Task<IReadOnlyList<T>> ReadAsync<T>(string name, FileFormat<T> format, int partitions = 1) =>
        await Context.ReadFiles(this[name], format, partitions).CollectAsync();

    /// <summary>What a file that cannot be read is refused with.</summary>
    internal async Task<string> RefusalAsync<T>(string name, ReadOnlyMemory<byte> bytes, FileFormat<T> format, int partitions = 1)
    {
        Put(name, bytes.Span);
        var error = await Assert.ThrowsAsync<OperatorFailedException>(() => ReadAsync(name, format, partitions));
        Assert.Contains($"'{this[name]}'", error.Message, StringComparison.Ordinal);
        return error.Message;
    }

    public async ValueTask DisposeAsync()
    {
        await Context.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }
}
