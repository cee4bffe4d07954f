using System.Numerics;

namespace OrleansStream.Encoding;

/// <summary>Tells from a type whether its values can change: of what can, user code may have changed every value that it was given.</summary>
internal static class Immutability
{
    private static readonly HashSet<Type> Known = [typeof(string), typeof(Utf8Slice), typeof(Version), typeof(Uri), typeof(BigInteger)];

    /// <summary>Whether nothing can change the values of a type once they are passed on by value: structs and sealed classes whose fields, all
    /// read-only in classes, are immutable themselves.</summary>
    internal static bool IsKnown<T>() => Cache<T>.IsKnown;

    private static bool Of(Type type, HashSet<Type> inProgress)
    {
        if (type.IsPrimitive || type.IsEnum || Known.Contains(type))
        {
            return true;
        }

        if (type.Namespace == "System.Collections.Immutable")
        {
            return type.IsSealed && type.GetGenericArguments().All(argument => Of(argument, inProgress));
        }

        if (!type.IsSealed || type.IsArray || type.IsPointer || type.IsAssignableTo(typeof(Delegate)))
        {
            return false;
        }

        // A type that contains itself is as immutable as its other fields are.
        return !inProgress.Add(type)
            || SliceHolding.FieldsOf(type).All(field => (type.IsValueType || field.IsInitOnly) && Of(field.FieldType, inProgress));
    }

    /// <summary>What is known of a type; ends with the type, so user types can be unloaded.</summary>
    private static class Cache<T>
    {
        internal static readonly bool IsKnown = Of(typeof(T), []);
    }
}
