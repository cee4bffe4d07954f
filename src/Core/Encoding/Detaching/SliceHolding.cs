using System.Reflection;

namespace OrleansStream.Encoding;

/// <summary>Tells from a type whether its values can hold text slices.</summary>
internal static class SliceHolding
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Whether a slice can be in a value of the type, as far as its element types, type arguments and fields tell.</summary>
    internal static bool Of(Type type) => Find(type, []);

    /// <summary>The fields of a type and its base classes.</summary>
    internal static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (Type? level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            foreach (FieldInfo field in level.GetFields(Declared))
            {
                yield return field;
            }
        }
    }

    private static bool Find(Type type, HashSet<Type> seen)
    {
        if (type == typeof(Utf8Slice))
        {
            return true;
        }

        if (type.IsPrimitive || type.IsEnum || type == typeof(string) || type.IsPointer || !seen.Add(type))
        {
            return false;
        }

        return (type.GetElementType() is { } element && Find(element, seen))
            || type.GetGenericArguments().Any(argument => Find(argument, seen))
            || FieldsOf(type).Any(field => Find(field.FieldType, seen));
    }
}
