using OrleansStream.Tests;

namespace OrleansStream.Architecture.Tests;

public class SourceRuleTests
{
    [Fact]
    public void The_source_keeps_the_house_rules()
    {
        ExceptionList exceptions = ExceptionList.Load();
        IReadOnlyList<string> files = Repository.Files("*.cs", "src");
        Assert.NotEmpty(files);

        IEnumerable<string> violations = files
            .SelectMany(file => SourceRule.Check(file, File.ReadAllText(Repository.PathTo(file))).Select(found => (File: file, found.Rule, found.Line, found.Remedy)))
            .Where(found => !exceptions.Allows(found.Rule, found.File))
            .Select(found => $"{found.File}:{found.Line}: {found.Rule}: {found.Remedy}");

        Complaints.None(violations);
        Complaints.None(exceptions.Unused(rule => rule != CallbackTests.Rule));
    }

    [Theory]
    [InlineData("Thread.Sleep(1);", "sleep")]
    [InlineData("var now = DateTime.UtcNow;", "wall-clock")]
    [InlineData("var now = DateTimeOffset.Now;", "wall-clock")]
    [InlineData("int x = task.Result;", "task-result")]
    [InlineData("int x = ReadAsync(y).Result.Length;", "task-result")]
    [InlineData("task.Wait();", "task-wait")]
    [InlineData("task.GetAwaiter()\n    .GetResult();", "get-result")]
    [InlineData("private async void Run() { }", "async-void")]
    [InlineData("Task.Run(() => { });", "task-run")]
    [InlineData("#pragma warning disable RS0030", "silenced-ban")]
    [InlineData("#pragma warning disable CS1591", "silenced-documentation")]
    [InlineData("// TODO: later", "unfinished")]
    [InlineData("try { } catch { }", "empty-catch")]
    [InlineData("try { } catch (IOException e) when (Is(e)) {\n }", "empty-catch")]
    public void A_broken_rule_is_found(string source, string rule) =>
        Assert.Equal([rule], SourceRule.Check("src/Grains/Some.cs", source).Select(found => found.Rule));

    [Theory]
    [InlineData("// DateTime.Now is banned")]
    [InlineData("/* task.Wait() \n task.Result */ int x;")]
    [InlineData("string s = \"a \\\" Thread.Sleep(1)\";")]
    [InlineData("string s = @\"a \"\" Thread.Sleep(1)\";")]
    [InlineData("string s = $\"\"\"a \" Thread.Sleep(1) \"\" \"\"\";")]
    [InlineData("char c = '\"'; int s; char d = '\\'';")]
    [InlineData("try { } catch (IOException) { /* the file is gone: nothing to delete */ }")]
    [InlineData("semaphore.Wait(token); Task.Running(); x.ResultOf(1); Make.Result(1); reply.Result.Use(); await task.WaitAsync(token);")]
    public void What_is_fine_is_left_alone(string source) => Assert.Empty(SourceRule.Check("src/Grains/Some.cs", source));

    [Fact]
    public void Code_after_a_string_is_still_code() =>
        Assert.Equal([("sleep", 2)], SourceRule.Check("src/Core/Some.cs", "string s = \"//\";\nvar t = '\"'; Thread.Sleep(1);").Select(found => (found.Rule, found.Line)));

    [Fact]
    public void Grains_alone_may_not_run_tasks() => Assert.Empty(SourceRule.Check("src/Core/Some.cs", "Task.Run(() => { });"));

    [Fact]
    public void An_exception_lifts_a_rule_in_one_place_and_is_missed_when_it_no_longer_does()
    {
        ExceptionList list = new(["# a comment", "", "sleep | src/Core/Some.cs | a thread of our own"]);

        Assert.Equal(["sleep | src/Core/Some.cs"], list.Unused(_ => true));
        Assert.False(list.Allows("sleep", "src/Core/Other.cs"));
        Assert.True(list.Allows("sleep", "src/Core/Some.cs"));
        Assert.Empty(list.Unused(_ => true));
    }

    [Fact]
    public void An_exception_without_a_reason_is_refused() =>
        Assert.Throws<FormatException>(() => new ExceptionList(["sleep | src/Core/Some.cs |"]));
}
