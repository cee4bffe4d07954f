using System.Reflection;
using System.Runtime.CompilerServices;

namespace OrleansStream.Tests.PublicApi;

/// <summary>Writes the first line of a type: modifiers, kind, name, bases and constraints.</summary>
internal static class ApiTypeHeader
{
    internal static string Of(Type type)
    {
        string marks = ApiMember.MarksOf(type) + (type.IsDefined(typeof(FlagsAttribute)) ? "[Flags] " : "") + (type.IsNestedFamily || type.IsNestedFamORAssem ? "protected " : "");
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            MethodInfo invoke = type.GetMethod("Invoke")!;
            return $"{marks}delegate {ApiMember.ReturnOf(invoke)} {NameOf(type)}({ApiMember.ParametersOf(invoke)}){ConstraintsOf(OwnParameters(type), type)}";
        }

        if (type.IsEnum)
        {
            return $"{marks}enum {NameOf(type)} : {ApiTypeName.Of(Enum.GetUnderlyingType(type), ApiAnnotations.None)}";
        }

        string bases = string.Join(", ", BasesOf(type));
        return $"{marks}{KindOf(type)} {NameOf(type)}{(bases.Length == 0 ? "" : " : " + bases)}{ConstraintsOf(OwnParameters(type), type)}";
    }

    /// <summary>The constraints of generic parameters, each with a leading space.</summary>
    internal static string ConstraintsOf(IEnumerable<Type> parameters, MemberInfo scope) => string.Concat(parameters.Select(parameter =>
    {
        string text = string.Join(", ", ConstraintsOf(parameter, scope));
        return text.Length == 0 ? "" : $" where {parameter.Name} : {text}";
    }));

    private static IEnumerable<string> ConstraintsOf(Type parameter, MemberInfo scope)
    {
        GenericParameterAttributes attributes = parameter.GenericParameterAttributes;
        bool isStruct = attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        byte flag = ApiAnnotations.Of(parameter, scope).NextFlag();
        Type[] constraints = [.. parameter.GetGenericParameterConstraints().Where(constraint => constraint != typeof(ValueType))];
        if (isStruct)
        {
            yield return parameter.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "IsUnmanagedAttribute") ? "unmanaged" : "struct";
        }
        else if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            yield return flag == 2 ? "class?" : "class";
        }
        else if (flag == 1 && constraints.Length == 0)
        {
            yield return "notnull";
        }

        foreach (string constraint in constraints.Select(constraint => ApiTypeName.Of(constraint, ApiAnnotations.None)).Order(StringComparer.Ordinal))
        {
            yield return constraint;
        }

        if (!isStruct && attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
        {
            yield return "new()";
        }

        if (attributes.HasFlag(GenericParameterAttributes.AllowByRefLike))
        {
            yield return "allows ref struct";
        }
    }

    private static string KindOf(Type type)
    {
        bool isRecord = type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            ?.IsDefined(typeof(CompilerGeneratedAttribute)) ?? false;
        if (type.IsInterface)
        {
            return "interface";
        }

        if (type.IsValueType)
        {
            string readOnly = type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "";
            return $"{readOnly}{(type.IsByRefLike ? "ref " : "")}{(isRecord ? "record " : "")}struct";
        }

        string modifier = type switch
        {
            { IsAbstract: true, IsSealed: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsSealed: true } => "sealed ",
            _ => "",
        };
        return modifier + (isRecord ? "record" : "class");
    }

    private static IEnumerable<string> BasesOf(Type type)
    {
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
        {
            yield return ApiTypeName.Of(parent, ApiAnnotations.Of(type, type));
        }

        IEnumerable<Type> inherited = (type.BaseType?.GetInterfaces() ?? []).Concat(type.GetInterfaces().SelectMany(each => each.GetInterfaces()));
        foreach (string name in type.GetInterfaces().Except(inherited).Where(each => each.IsVisible)
            .Select(each => ApiTypeName.Of(each, ApiAnnotations.None)).Order(StringComparer.Ordinal))
        {
            yield return name;
        }
    }

    private static IEnumerable<Type> OwnParameters(Type type) =>
        type.GetGenericArguments().Skip(type.DeclaringType?.GetGenericArguments().Length ?? 0);

    private static string NameOf(Type type)
    {
        string name = ApiTypeName.Simple(type);
        foreach (Type parameter in type.GetGenericArguments())
        {
            GenericParameterAttributes variance = parameter.GenericParameterAttributes & GenericParameterAttributes.VarianceMask;
            if (variance != GenericParameterAttributes.None)
            {
                string word = variance == GenericParameterAttributes.Covariant ? "out " : "in ";
                name = name.Replace($"<{parameter.Name}", $"<{word}{parameter.Name}", StringComparison.Ordinal)
                    .Replace($", {parameter.Name}", $", {word}{parameter.Name}", StringComparison.Ordinal);
            }
        }

        return name;
    }
}
