using System.Reflection;
using System.Text;

namespace OrleansStream.Tests.PublicApi;

/// <summary>The checked-in listing of a shipped assembly, <c>src/&lt;Project&gt;/PublicAPI.txt</c>.</summary>
internal static class PublicApiFile
{
    private const string Update = "UPDATE_PUBLIC_API";

    /// <summary>Fails, with the difference, when the assembly's public API is not the listed one.</summary>
    /// <param name="project">The project's directory, relative to the root.</param>
    internal static void Verify(string project)
    {
        string file = Repository.PathTo($"{project}/PublicAPI.txt");
        string actual = PublicApiListing.Of(Assembly.Load("OrleansStream." + Path.GetFileName(project)));
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(file, actual);
            return;
        }

        string expected = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        Assert.True(
            File.Exists(file) && expected == actual,
            $"{project}/PublicAPI.txt is not what the assembly shows. If the change is meant, run\n    {Update}=1 ./test.sh\n"
            + $"and commit the file; a removed or changed line breaks users.\n{Difference(expected, actual)}");
    }

    /// <summary>The lines to remove (-) and to add (+) to get from one text to the other.</summary>
    internal static string Difference(string expected, string actual)
    {
        string[] old = expected.Split('\n');
        string[] now = actual.Split('\n');
        int[,] common = new int[old.Length + 1, now.Length + 1];
        for (int i = old.Length - 1; i >= 0; i--)
        {
            for (int j = now.Length - 1; j >= 0; j--)
            {
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        StringBuilder text = new();
        for (int i = 0, j = 0; i < old.Length || j < now.Length;)
        {
            if (i < old.Length && j < now.Length && old[i] == now[j])
            {
                i++;
                j++;
            }
            else if (j == now.Length || (i < old.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                text.Append("- ").Append(old[i++]).Append('\n');
            }
            else
            {
                text.Append("+ ").Append(now[j++]).Append('\n');
            }
        }

        return text.ToString();
    }
}
