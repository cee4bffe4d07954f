namespace OrleansStream.Architecture.Tests;

/// <summary>Fails with every complaint in full, a line each; a plain assertion cuts them short.</summary>
internal static class Complaints
{
    internal static void None(IEnumerable<string> complaints)
    {
        string text = string.Join('\n', complaints);
        Assert.True(text.Length == 0, text);
    }
}
