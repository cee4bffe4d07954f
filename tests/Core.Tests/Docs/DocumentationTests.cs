using System.Net;
using System.Net.Sockets;
using OrleansStream.Tests;

namespace OrleansStream.Core.Tests.Docs;

public sealed class DocumentationTests
{
    [Fact]
    public void Every_example_in_the_documentation_is_compiled()
    {
        string[] folders = ["tests/Core.Tests/Docs", "tests/Cluster.Tests/Docs", "tests/AzureBlobs.Tests/Docs", "tests/Kafka.Tests/Docs", "tests/S3.Tests/Docs"];
        IEnumerable<string> examples = folders.SelectMany(folder => Repository.Files("*.cs", folder));
        string[] compiled = [.. examples.Select(file => Normal(File.ReadAllLines(Repository.PathTo(file))))];
        var shown = new List<(string File, string Code)>();
        foreach (string file in Repository.Files("*.md", "docs").Append("README.md"))
        {
            shown.AddRange(Blocks(File.ReadAllLines(Repository.PathTo(file))).Select(code => (file, code)));
        }

        Assert.Contains(shown, block => block.File == "README.md");
        Assert.Contains(shown, block => block.File == "docs/getting-started.md");
        Assert.All(shown, block => Assert.True(
            compiled.Any(source => source.Contains(block.Code, StringComparison.Ordinal)),
            $"{block.File} shows code that no file in {string.Join(", ", folders)} has:\n{block.Code}"));
    }

    [Fact]
    public void Indentation_apart_an_example_is_found_word_for_word()
    {
        string source = Normal(["    a();", "", "        b();", "c();"]);

        Assert.Equal(["\na();\n\nb();\n"], Blocks(["```csharp", "a();", "", "    b();", "```", "```text", "x", "```"]));
        Assert.Contains(Normal(["a();", "", "b();"]), source, StringComparison.Ordinal);
        Assert.DoesNotContain(Normal(["a();", "b();"]), source, StringComparison.Ordinal);
        Assert.DoesNotContain(Normal(["c()"]), source, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_are_read_as_shown()
    {
        Assert.Equal((9999, TimeSpan.FromMinutes(2), true, false, null), RunExamples.ReadArguments());
    }

    [Fact]
    public async Task The_job_with_services_of_its_own_runs_as_shown()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        string port = $"{((IPEndPoint)server.LocalEndpoint).Port}";
        var args = JobArguments.Parse("--port", port, "--to", "somebody");
        var mailbox = new JobExamples.Mailbox("somebody");
        await using var ssc = new StreamingContext(
            TimeSpan.FromMilliseconds(20), new StreamingContextOptions { Services = new OneService(mailbox) });
        new JobExamples.Alarms().Define(ssc, args);
        await ssc.StartAsync();
        using TcpClient client = await server.AcceptTcpClientAsync().Within();

        await client.GetStream().WriteAsync("INFO fine\nERROR broken\n"u8.ToArray());

        Assert.EndsWith(" ms: ERROR broken", await mailbox.First.Within(), StringComparison.Ordinal);
        await ssc.StopAsync(graceful: false);
    }

    /// <summary>The C# blocks of a page.</summary>
    private static IEnumerable<string> Blocks(string[] page)
    {
        List<string>? block = null;
        foreach (string line in page)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                if (block is not null)
                {
                    yield return Normal(block);
                }

                block = line == "```csharp" ? [] : null;
            }
            else
            {
                block?.Add(line);
            }
        }
    }

    /// <summary>Lines without their indentation, each between line ends.</summary>
    private static string Normal(IEnumerable<string> lines) => "\n" + string.Concat(lines.Select(line => line.Trim() + "\n"));

    private sealed class OneService(JobExamples.Mailbox mailbox) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(JobExamples.Mailbox) ? mailbox : null;
    }
}
