using System.Reflection;
using System.Runtime.CompilerServices;

namespace OrleansStream.Architecture.Tests;

public class AsyncVoidTests
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Theory]
    [MemberData(nameof(ShippedAssemblies.Names), MemberType = typeof(ShippedAssemblies))]
    public void No_method_or_lambda_is_async_void(string project) => Complaints.None(AsyncVoids(ShippedAssemblies.Load(project).GetTypes()));

    [Fact]
    public void An_async_void_lambda_is_found()
    {
        Action lambda = async () => await Task.Yield();

        Assert.Equal([$"{lambda.Method.DeclaringType}.{lambda.Method.Name}"], AsyncVoids([lambda.Method.DeclaringType!]));
    }

    private static IEnumerable<string> AsyncVoids(IEnumerable<Type> types) =>
        from type in types
        from method in type.GetMethods(Everything)
        where method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute))
        select $"{type}.{method.Name}";
}
