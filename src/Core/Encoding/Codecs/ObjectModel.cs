using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace OrleansStream.Encoding;

/// <summary>The members and the constructor of a type, as System.Text.Json sees them with fields included.</summary>
/// <param name="Type">The type.</param>
/// <param name="Constructor">The constructor with parameters, or the one without; null for a struct's default.</param>
/// <param name="Members">The members, in the order in which they are encoded.</param>
internal sealed record ObjectModel(Type Type, ConstructorInfo? Constructor, IReadOnlyList<MemberModel> Members)
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Reads the model of a type.</summary>
    /// <exception cref="UnsupportedTypeException">The type cannot be made again from what its members show.</exception>
    internal static ObjectModel Of(JsonTypeInfo info, string path)
    {
        ConstructorInfo? constructor = info.ConstructorAttributeProvider as ConstructorInfo;
        if (constructor is null && !info.Type.IsValueType)
        {
            constructor = info.Type.GetConstructor(Declared, []);
            if (constructor is null || (!constructor.IsPublic && info.CreateObject is null))
            {
                throw new UnsupportedTypeException(
                    path, info.Type, "it has no public constructor that can be chosen. Add a parameterless one, mark one with [JsonConstructor], or register a codec (JobEncoding.Register).");
            }
        }

        List<MemberModel> members = [];
        foreach (JsonPropertyInfo property in info.Properties)
        {
            if (property.AttributeProvider is MemberInfo member && IsEncoded(info.Type, property, member, path))
            {
                ParameterInfo? parameter = property.AssociatedParameter is { IsMemberInitializer: false } bound ? constructor?.GetParameters()[bound.Position] : null;
                bool nullable = parameter is null ? property.IsSetNullable : property.AssociatedParameter!.IsNullable;
                nullable &= !property.PropertyType.IsValueType || Nullable.GetUnderlyingType(property.PropertyType) is not null;
                members.Add(new MemberModel(property.Name, member, property.PropertyType, parameter, nullable));
            }
        }

        foreach (ParameterInfo parameter in constructor?.GetParameters() ?? [])
        {
            if (!parameter.HasDefaultValue && members.All(m => m.Parameter != parameter))
            {
                throw new UnsupportedTypeException(
                    path, info.Type, $"the constructor's parameter {parameter.Name} has no member of that name. Name it after one, give it a default, or mark another constructor with [JsonConstructor].");
            }
        }

        if (members.Count == 0 && HasFields(info.Type))
        {
            throw new UnsupportedTypeException(
                path, info.Type, "it has state but no public member that can be read and set. Make its members public, or register a codec (JobEncoding.Register).");
        }

        return new ObjectModel(info.Type, constructor, members);
    }

    private static bool IsEncoded(Type type, JsonPropertyInfo property, MemberInfo member, string path)
    {
        bool settable = property.Set is not null || property.AssociatedParameter is not null;
        if (property.Get is not null && settable)
        {
            return true;
        }

        if (property.Get is null)
        {
            // [JsonIgnore], or a property that can only be set.
            return false;
        }

        // A computed property may be left out; one that stores something may not: its value would be lost without a word.
        bool stores = member is FieldInfo
            || member.DeclaringType!.GetField($"<{member.Name}>k__BackingField", Declared)?.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) == true;
        return stores
            ? throw new UnsupportedTypeException(
                path + "." + member.Name,
                property.PropertyType,
                $"it is stored but cannot be set, so that its value would be lost. Give {TypeNames.Of(type)} a constructor parameter of that name (marked with [JsonConstructor]), make the member settable (init suffices), or mark it with [JsonIgnore].")
            : false;
    }

    private static bool HasFields(Type type)
    {
        for (Type? level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            if (level.GetFields(Declared).Length > 0)
            {
                return true;
            }
        }

        return false;
    }
}
