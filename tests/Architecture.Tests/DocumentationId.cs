using System.Reflection;

namespace OrleansStream.Architecture.Tests;

/// <summary>The names by which the list of banned symbols knows methods and properties.</summary>
internal static class DocumentationId
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Whether an id such as <c>M:System.Threading.Tasks.Task.Wait(System.Int32)</c> names something that exists.</summary>
    internal static bool Exists(string id)
    {
        string name = id[2..].Split('(')[0];
        if (id[0] == 'T')
        {
            return Find(name) is not null;
        }

        return Find(name[..name.LastIndexOf('.')]) is { } type && type.GetMembers(Declared).Any(member => Of(type, member) == id);
    }

    private static string? Of(Type type, MemberInfo member)
    {
        string owner = type.FullName!.Replace('+', '.');
        return member switch
        {
            PropertyInfo property => $"P:{owner}.{property.Name}",
            ConstructorInfo constructor => $"M:{owner}.#ctor{Parameters(constructor)}",
            MethodInfo method => $"M:{owner}.{method.Name}{(method.IsGenericMethod ? "``" + method.GetGenericArguments().Length : "")}{Parameters(method)}",
            _ => null,
        };
    }

    private static string Parameters(MethodBase method)
    {
        string list = string.Join(',', method.GetParameters().Select(parameter => Name(parameter.ParameterType)));
        return list.Length == 0 ? "" : $"({list})";
    }

    private static string Name(Type type) => type switch
    {
        { IsGenericMethodParameter: true } => "``" + type.GenericParameterPosition,
        { IsGenericTypeParameter: true } => "`" + type.GenericParameterPosition,
        { IsArray: true } => Name(type.GetElementType()!) + "[]",
        { IsByRef: true } => Name(type.GetElementType()!) + "@",
        { IsGenericType: true } => $"{type.GetGenericTypeDefinition().FullName!.Split('`')[0]}{{{string.Join(',', type.GetGenericArguments().Select(Name))}}}",
        _ => type.FullName!.Replace('+', '.'),
    };

    // A nested type is written like a namespace.
    private static Type? Find(string name)
    {
        Assembly[] where = [typeof(object).Assembly, typeof(System.Timers.Timer).Assembly];
        for (string candidate = name; ; candidate = candidate[..candidate.LastIndexOf('.')] + "+" + candidate[(candidate.LastIndexOf('.') + 1)..])
        {
            if (where.Select(assembly => assembly.GetType(candidate)).FirstOrDefault(type => type is not null) is { } found)
            {
                return found;
            }

            if (!candidate.Contains('.', StringComparison.Ordinal))
            {
                return null;
            }
        }
    }
}
