using System.Reflection;

namespace OrleansStream.Architecture.Tests;

/// <summary>
/// A lambda given for an <see cref="Action"/> becomes async void as soon as somebody writes <c>async</c> before it, and its
/// failures are lost. So every method that takes one has a sibling, equal but for a function that returns a task.
/// </summary>
internal static class CallbackRule
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The public methods and constructors that lack such a sibling, as Type.Method.</summary>
    internal static IEnumerable<(string Where, string Parameter)> Violations(IEnumerable<Type> types) =>
        from type in types
        let methods = type.GetMethods(Declared).Where(method => !method.IsSpecialName && !IsGivenByThePlatform(method)).Concat<MethodBase>(type.GetConstructors()).ToArray()
        from method in methods
        from parameter in method.GetParameters()
        where IsSynchronousCallback(parameter.ParameterType) && !methods.Any(other => IsSibling(other, method, parameter))
        select ($"{type.Name.Split('`')[0]}.{method.Name}", parameter.Name!);

    // What overrides a method of another assembly has the signature that it must have.
    private static bool IsGivenByThePlatform(MethodInfo method) => method.GetBaseDefinition().DeclaringType!.Assembly != method.DeclaringType!.Assembly;

    // An async lambda cannot have parameters by reference or of ref struct types, so those are safe.
    private static bool IsSynchronousCallback(Type type) =>
        type.IsSubclassOf(typeof(MulticastDelegate)) && type.GetMethod("Invoke") is { } invoke && invoke.ReturnType == typeof(void)
        && invoke.GetParameters().All(parameter => !parameter.ParameterType.IsByRef && !parameter.ParameterType.IsByRefLike);

    private static bool IsSibling(MethodBase other, MethodBase method, ParameterInfo callback)
    {
        ParameterInfo[] mine = method.GetParameters();
        ParameterInfo[] theirs = other.GetParameters();
        return other != method && other.Name == method.Name && mine.Length == theirs.Length && Generics(other) == Generics(method)
            && mine.Zip(theirs).All(pair => pair.First.Position == callback.Position
                ? Awaits(pair.Second.ParameterType, callback.ParameterType)
                : Shape(pair.First.ParameterType) == Shape(pair.Second.ParameterType) || IsSynchronousCallback(pair.First.ParameterType));
    }

    // A function of the same arguments that returns a task. One with a token after them does not help: a lambda written
    // without the token would still become the Action.
    private static bool Awaits(Type candidate, Type callback)
    {
        if (!candidate.IsSubclassOf(typeof(MulticastDelegate)) || candidate.GetMethod("Invoke") is not { } invoke
            || (invoke.ReturnType != typeof(Task) && invoke.ReturnType != typeof(ValueTask)))
        {
            return false;
        }

        return invoke.GetParameters().Select(parameter => Shape(parameter.ParameterType))
            .SequenceEqual(callback.GetMethod("Invoke")!.GetParameters().Select(parameter => Shape(parameter.ParameterType)));
    }

    private static int Generics(MethodBase method) => method.IsGenericMethod ? method.GetGenericArguments().Length : 0;

    // A type's name in which generic parameters are known by place, so that overloads may name them differently.
    private static string Shape(Type type)
    {
        if (type.IsGenericParameter)
        {
            return (type.DeclaringMethod is null ? "!" : "!!") + type.GenericParameterPosition;
        }

        if (type.HasElementType)
        {
            return Shape(type.GetElementType()!) + (type.IsArray ? $"[{type.GetArrayRank()}]" : type.IsByRef ? "&" : "*");
        }

        return type.IsGenericType ? $"{type.GetGenericTypeDefinition()}<{string.Join(',', type.GetGenericArguments().Select(Shape))}>" : type.ToString();
    }
}
