namespace OrleansStream.Architecture.Tests;

public class CallbackTests
{
    internal const string Rule = "async-callback";

    [Fact]
    public void Every_public_Action_has_an_awaited_sibling()
    {
        ExceptionList exceptions = ExceptionList.Load();

        IEnumerable<string> violations = ShippedAssemblies.Projects.SelectMany(project => CallbackRule.Violations(ShippedAssemblies.Load(project).GetExportedTypes()))
            .Where(found => !exceptions.Allows(Rule, found.Where))
            .Select(found => $"{found.Where}({found.Parameter}) has no overload that takes a Func of the same arguments returning Task or ValueTask.");

        Complaints.None(violations);
        Complaints.None(exceptions.Unused(rule => rule == Rule));
    }

    [Fact]
    public void A_missing_sibling_is_found() =>
        Assert.Equal([("Sample.Lonely", "body"), ("Sample.OnlyWithToken", "body"), ("Sample.WrongArgument", "body")], CallbackRule.Violations([typeof(Sample<>)]));

#pragma warning disable CA1822, IDE0060 // Only the signatures matter.
    private sealed class Sample<T>
    {
        public void Lonely(string name, Action<T> body) => throw new InvalidOperationException();

        public void Paired<TOther>(Action<T, TOther> body) => throw new InvalidOperationException();

        public void Paired<TElse>(Func<T, TElse, Task> body) => throw new InvalidOperationException();

        public void PairedAmongOthers(Action body, int times) => throw new InvalidOperationException();

        public void PairedAmongOthers(Func<ValueTask> body, int times) => throw new InvalidOperationException();

        public void OnlyWithToken(Action body) => throw new InvalidOperationException();

        public void OnlyWithToken(Func<CancellationToken, Task> body) => throw new InvalidOperationException();

        public void WrongArgument(Action<int> body) => throw new InvalidOperationException();

        public void WrongArgument(Func<long, Task> body) => throw new InvalidOperationException();

        public void ByReference(System.Buffers.SpanAction<char, T> body) => throw new InvalidOperationException();
    }
#pragma warning restore CA1822, IDE0060
}
