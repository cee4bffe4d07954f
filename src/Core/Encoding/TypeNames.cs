using System.Globalization;
using System.Runtime.CompilerServices;

namespace OrleansStream.Encoding;

/// <summary>Type names as C# writes them, without namespaces: for messages and shapes.</summary>
internal static class TypeNames
{
    /// <summary>The name: <c>List&lt;int?&gt;</c>, <c>(string, long)</c>, <c>Outer.Inner</c>.</summary>
    internal static string Of(Type type)
    {
        if (type.IsArray)
        {
            return Of(type.GetElementType()!) + "[" + new string(',', type.GetArrayRank() - 1) + "]";
        }

        if (type.IsPointer)
        {
            return Of(type.GetElementType()!) + "*";
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Of(underlying) + "?";
        }

        if (type.IsGenericType && type.IsAssignableTo(typeof(ITuple)) && type.IsValueType)
        {
            return "(" + string.Join(", ", type.GetGenericArguments().Select(Of)) + ")";
        }

        return Keyword(type) ?? Declared(type);
    }

    private static string Declared(Type type)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        Type[] arguments = type.GetGenericArguments();
        string name = type.Name;
        int used = 0;
        string prefix = string.Empty;
        if (type.DeclaringType is { } outer)
        {
            used = outer.GetGenericArguments().Length;
            prefix = Declared(used > 0 && arguments.Length >= used ? outer.MakeGenericType(arguments[..used]) : outer) + ".";
        }

        int tick = name.IndexOf('`', StringComparison.Ordinal);
        if (tick < 0)
        {
            return prefix + name;
        }

        int own = int.Parse(name.AsSpan(tick + 1), CultureInfo.InvariantCulture);
        return prefix + name[..tick] + "<" + string.Join(", ", arguments.Skip(used).Take(own).Select(Of)) + ">";
    }

    private static string? Keyword(Type type) => type.IsEnum ? null : Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "bool",
        TypeCode.Byte => "byte",
        TypeCode.SByte => "sbyte",
        TypeCode.Int16 => "short",
        TypeCode.UInt16 => "ushort",
        TypeCode.Int32 => "int",
        TypeCode.UInt32 => "uint",
        TypeCode.Int64 => "long",
        TypeCode.UInt64 => "ulong",
        TypeCode.Single => "float",
        TypeCode.Double => "double",
        TypeCode.Decimal => "decimal",
        TypeCode.Char => "char",
        TypeCode.String => "string",
        _ => type == typeof(object) ? "object" : null,
    };
}
