namespace OrleansStream.Core.Tests.Encoding;

/// <summary>Another process, with another seed for the hash codes of strings, gives the same bytes and hashes.</summary>
public sealed class TwoProcessTests
{
    [Fact]
    public async Task Two_processes_agree_on_encodings_shapes_and_hashes()
    {
        string[] there = await ChildProcess.RunAsync("golden");
        Assert.Equal(GoldenValues.All().SelectMany(file => file.Lines.Select(line => $"{file.File}: {line}")), there);
    }
}
