using System.Reflection;
using System.Runtime.CompilerServices;

namespace OrleansStream.Tests.PublicApi;

/// <summary>Writes one member of a type; null for members that the outside cannot see or that only override.</summary>
internal static class ApiMember
{
    internal static string? Of(MemberInfo member) => member switch
    {
        FieldInfo field => OfField(field),
        ConstructorInfo constructor => OfConstructor(constructor),
        PropertyInfo property => OfProperty(property),
        EventInfo added => OfEvent(added),
        MethodInfo method => OfMethod(method),
        _ => null,
    };

    /// <summary>Attributes that callers feel, each with a trailing space.</summary>
    internal static string MarksOf(MemberInfo member)
    {
        ObsoleteAttribute? obsolete = member.IsDefined(typeof(CompilerFeatureRequiredAttribute)) ? null : member.GetCustomAttribute<ObsoleteAttribute>();
        return obsolete is null ? "" : obsolete.IsError ? "[Obsolete(error)] " : "[Obsolete] ";
    }

    /// <summary>The type that a method returns.</summary>
    internal static string ReturnOf(MethodInfo method)
    {
        string byReference = !method.ReturnType.IsByRef ? "" : method.ReturnParameter.IsDefined(typeof(IsReadOnlyAttribute)) ? "ref readonly " : "ref ";
        return byReference + ApiTypeName.Of(method.ReturnType, ApiAnnotations.Of(method.ReturnParameter, method));
    }

    /// <summary>The parameters of a method or constructor.</summary>
    internal static string ParametersOf(MethodBase method)
    {
        string receiver = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return receiver + string.Join(", ", method.GetParameters().Select(parameter => OfParameter(parameter, method)));
    }

    private static string? OfField(FieldInfo field)
    {
        if (!IsVisible(field.Attributes & FieldAttributes.FieldAccessMask, out string access) || field.IsSpecialName)
        {
            return null;
        }

        string type = ApiTypeName.Of(field.FieldType, ApiAnnotations.Of(field, field.DeclaringType));
        if (field.DeclaringType!.IsEnum)
        {
            return $"{MarksOf(field)}{field.Name} = {ApiLiteral.Of(field.GetRawConstantValue())}";
        }

        if (field.IsLiteral)
        {
            return $"{MarksOf(field)}{access}const {type} {field.Name} = {ApiLiteral.Of(field.GetRawConstantValue())}";
        }

        string modifiers = (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        return MarksOf(field) + access + RequiredMark(field) + modifiers + type + " " + field.Name;
    }

    private static string? OfConstructor(ConstructorInfo constructor) =>
        constructor.IsStatic || !IsVisible(constructor, out string access)
            ? null
            : $"{MarksOf(constructor)}{access}{constructor.DeclaringType!.Name.Split('`')[0]}({ParametersOf(constructor)})";

    private static string? OfProperty(PropertyInfo property)
    {
        MethodInfo? getter = property.GetMethod is { } get && IsVisible(get, out _) ? get : null;
        MethodInfo? setter = property.SetMethod is { } set && IsVisible(set, out _) ? set : null;
        MethodInfo? widest = getter is { IsPublic: true } ? getter : setter is { IsPublic: true } ? setter : getter ?? setter;
        if (widest is null || IsOverride(widest))
        {
            return null;
        }

        _ = IsVisible(widest, out string access);
        string indices = string.Join(", ", property.GetIndexParameters().Select(parameter => OfParameter(parameter, widest)));
        string name = indices.Length == 0 ? property.Name : $"this[{indices}]";
        string byReference = property.PropertyType.IsByRef ? "ref " : "";
        string type = byReference + ApiTypeName.Of(property.PropertyType, ApiAnnotations.Of(property, widest));
        return $"{MarksOf(property)}{access}{RequiredMark(property)}{ModifiersOf(widest)}{type} {name} {{ {Accessor(getter, widest, "get")}{Accessor(setter, widest, "set")}}}";
    }

    private static string? OfEvent(EventInfo added) =>
        added.AddMethod is not { } add || !IsVisible(add, out string access) || IsOverride(add)
            ? null
            : $"{MarksOf(added)}{access}{ModifiersOf(add)}event {ApiTypeName.Of(added.EventHandlerType!, ApiAnnotations.Of(added, added.DeclaringType))} {added.Name}";

    private static string? OfMethod(MethodInfo method)
    {
        bool isOperator = method.IsSpecialName && method.Name.StartsWith("op_", StringComparison.Ordinal);
        if (!IsVisible(method, out string access) || IsOverride(method) || (method.IsSpecialName && !isOperator))
        {
            return null;
        }

        Type[] generics = method.GetGenericArguments();
        string arguments = generics.Length == 0 ? "" : $"<{string.Join(", ", generics.Select(argument => argument.Name))}>";
        string name = method.Name switch
        {
            "op_Implicit" or "op_Explicit" => $"{ApiLiteral.Operator(method.Name)} operator {ReturnOf(method)}",
            _ when isOperator => $"{ReturnOf(method)} operator {ApiLiteral.Operator(method.Name)}",
            _ => $"{ReturnOf(method)} {method.Name}",
        };
        return $"{MarksOf(method)}{access}{ModifiersOf(method)}{name}{arguments}({ParametersOf(method)}){ApiTypeHeader.ConstraintsOf(generics, method)}";
    }

    private static string OfParameter(ParameterInfo parameter, MethodBase method)
    {
        string way = (parameter.IsOut, parameter.IsDefined(typeof(RequiresLocationAttribute)), parameter.IsDefined(typeof(IsReadOnlyAttribute))) switch
        {
            _ when !parameter.ParameterType.IsByRef => parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "",
            (true, _, _) => "out ",
            (_, true, _) => "ref readonly ",
            (_, _, true) => "in ",
            _ => "ref ",
        };
        string value = parameter.HasDefaultValue ? " = " + (parameter.RawDefaultValue is null ? "default" : ApiLiteral.Of(parameter.RawDefaultValue)) : "";
        return way + ApiTypeName.Of(parameter.ParameterType, ApiAnnotations.Of(parameter, method)) + " " + parameter.Name + value;
    }

    private static string Accessor(MethodInfo? accessor, MethodInfo widest, string word)
    {
        if (accessor is null)
        {
            return "";
        }

        bool isInit = accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
        return (widest.IsPublic && !accessor.IsPublic ? "protected " : "") + (isInit ? "init" : word) + "; ";
    }

    private static string ModifiersOf(MethodInfo method) => method switch
    {
        { IsStatic: true, IsAbstract: true } => "static abstract ",
        { IsStatic: true, IsVirtual: true } => "static virtual ",
        { IsStatic: true } => "static ",
        { DeclaringType.IsInterface: true, IsAbstract: false } => "default ",
        { DeclaringType.IsInterface: true } => "",
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true, IsFinal: false } => "virtual ",
        _ => "",
    };

    private static string RequiredMark(MemberInfo member) => member.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";

    private static bool IsOverride(MethodInfo method) => method.GetBaseDefinition() != method;

    private static bool IsVisible(MethodBase method, out string access)
    {
        access = method.IsPublic ? "" : "protected ";
        return method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed);
    }

    private static bool IsVisible(FieldAttributes access, out string word)
    {
        word = access == FieldAttributes.Public ? "" : "protected ";
        return access is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;
    }
}
