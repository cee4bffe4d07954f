using System.Runtime.CompilerServices;

namespace OrleansStream.Tests.PublicApi;

/// <summary>Writes the names of types as C# does: keywords, tuples, arrays, nullable types, generic arguments.</summary>
internal static class ApiTypeName
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    /// <summary>The name with what the compiler noted about nullability and tuple names.</summary>
    internal static string Of(Type type, ApiAnnotations notes)
    {
        if (type.IsByRef || type.IsPointer)
        {
            return Of(type.GetElementType()!, notes) + (type.IsPointer ? "*" : "");
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Of(underlying, notes) + "?";
        }

        // Plain value types take no place in the list of flags.
        string mark = (!type.IsValueType || type.IsGenericType) && notes.NextFlag() == 2 ? "?" : "";
        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!, notes)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        }

        if (IsTuple(type))
        {
            Type[] elements = type.GetGenericArguments();
            string?[] names = notes.NextTupleNames(elements.Length);
            return $"({string.Join(", ", elements.Select((element, at) => Of(element, notes) + (names[at] is { } name ? " " + name : "")))}){mark}";
        }

        if (type.IsGenericParameter)
        {
            return type.Name + mark;
        }

        return Keywords.TryGetValue(type, out string? keyword) ? keyword + mark : Qualified(type, argument => Of(argument, notes)) + mark;
    }

    /// <summary>The name with generic parameters but without namespace: <c>Outer&lt;T&gt;.Inner</c>.</summary>
    internal static string Simple(Type type) => Qualified(type, argument => argument.Name);

    private static bool IsTuple(Type type) =>
        type.IsGenericType && type.IsAssignableTo(typeof(ITuple)) && type.Namespace == "System" && type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal)
        && type.GetGenericArguments().Length < 8;

    // Reflection gives a nested type the arguments of its outer types too; each name takes the ones that it declares.
    private static string Qualified(Type type, Func<Type, string> write)
    {
        string[] arguments = [.. type.GetGenericArguments().Select(write)];
        List<string> names = [];
        for (Type? at = type; at is not null; at = at.DeclaringType)
        {
            int outer = at.DeclaringType?.GetGenericArguments().Length ?? 0;
            int upTo = at.GetGenericArguments().Length;
            string name = at.Name.Split('`')[0];
            names.Add(upTo > outer ? $"{name}<{string.Join(", ", arguments[outer..upTo])}>" : name);
        }

        names.Reverse();
        return string.Join('.', names);
    }
}
