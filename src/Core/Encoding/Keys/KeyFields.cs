using System.Reflection;
using System.Runtime.CompilerServices;

namespace OrleansStream.Encoding;

/// <summary>Decides from a type's members whether its equality is that of its fields, and lists them.</summary>
internal static class KeyFields
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Why the type is not compared field by field; null if it is.</summary>
    internal static string? WhyNot(Type type)
    {
        if (type.IsArray)
        {
            return "arrays are compared by reference";
        }

        if (type == typeof(object) || type.IsInterface || type.IsAbstract)
        {
            return "the type of its values, and so their equality, is not known before the job runs";
        }

        if (type.IsPointer || type == typeof(nint) || type == typeof(nuint) || type.IsAssignableTo(typeof(Delegate)))
        {
            return "it means nothing outside this process";
        }

        if (IsWellKnown(type))
        {
            return null;
        }

        if (Levels(type).Any(HasOwnEquality))
        {
            return "it has an equality of its own";
        }

        if (!type.IsValueType && !IsRecord(type))
        {
            return "instances of this class are compared by reference";
        }

        FieldInfo? hidden = Levels(type).Select(HiddenField).FirstOrDefault(field => field is not null);
        return hidden is null
            ? null
            : $"its private field {hidden.Name} belongs to its equality but not to its public members, so that a stored key would come back as another one";
    }

    /// <summary>The fields with their public names: of tuples by position, of others in ordinal order of names.</summary>
    internal static IEnumerable<(string Name, FieldInfo Field)> Of(Type type)
    {
        List<(string Name, FieldInfo Field)> fields = [];
        foreach (Type level in Levels(type))
        {
            fields.AddRange(level.GetFields(Declared).Select(field => (NameOf(field), field)));
        }

        // "Rest" sorts after "Item1".."Item7", so that this is the order of position for tuples as well.
        fields.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return fields;
    }

    private static IEnumerable<Type> Levels(Type type)
    {
        for (Type? level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
        {
            yield return level;
        }
    }

    private static bool HasOwnEquality(Type level)
    {
        MethodInfo? typed = level.GetMethod(nameof(Equals), Declared, [level]);
        MethodInfo? untyped = level.GetMethod(nameof(Equals), Declared, [typeof(object)]);
        return (typed is not null && !IsGenerated(typed)) || (untyped is not null && !IsGenerated(untyped));
    }

    private static FieldInfo? HiddenField(Type level) => level.GetFields(Declared)
        .FirstOrDefault(field => !field.IsPublic && level.GetProperty(NameOf(field), Declared)?.GetMethod?.IsPublic != true);

    private static bool IsWellKnown(Type type) =>
        (type.IsAssignableTo(typeof(ITuple)) && type.Assembly == typeof(ITuple).Assembly)
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
        || (IsGenerated(type) && type.Name.Contains("AnonymousType", StringComparison.Ordinal));

    // The compiler gives every record class this method, under a name that cannot be written in C#.
    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$", Declared & ~BindingFlags.DeclaredOnly) is not null;

    private static bool IsGenerated(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private static string NameOf(FieldInfo field)
    {
        // Compilers name the field behind a property "<Name>k__BackingField", in anonymous types "<Name>i__Field".
        int end = field.Name.IndexOf('>', StringComparison.Ordinal);
        bool behindProperty = field.Name.EndsWith("k__BackingField", StringComparison.Ordinal) || field.Name.EndsWith("i__Field", StringComparison.Ordinal);
        return field.Name.StartsWith('<') && end > 1 && behindProperty ? field.Name[1..end] : field.Name;
    }
}
