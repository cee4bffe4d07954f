using System.Runtime.CompilerServices;

namespace OrleansStream.Core.Tests.Encoding;

/// <summary>Stored data and placement must not change: encodings, shapes and hashes of fixed values are kept in files.</summary>
public sealed class GoldenTests
{
    private const string Rewrite = "ORLEANSSTREAM_WRITE_GOLDEN";

    public static TheoryData<string> Files => [.. GoldenValues.All().Select(file => file.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Values_encode_as_they_always_did(string file)
    {
        IReadOnlyList<string> lines = GoldenValues.All().Single(f => f.File == file).Lines;
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
        {
            File.WriteAllText(Path.Combine(SourceFolder(), file), string.Join('\n', lines) + "\n");
            return;
        }

        string golden = Path.Combine(AppContext.BaseDirectory, "Encoding", "Golden", file);
        Assert.True(File.Exists(golden), $"{golden} is missing. A new file is written when {Rewrite}=1.");
        Assert.Equal(File.ReadAllLines(golden), lines);
    }

    [Fact]
    public void Golden_rows_read_back()
    {
        foreach (string line in GoldenValues.Rows())
        {
            Assert.DoesNotContain("does not read back", line, StringComparison.Ordinal);
        }
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "Golden");
}
