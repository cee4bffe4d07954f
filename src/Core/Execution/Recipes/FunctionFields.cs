using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>What a function, with all that it calls in the class it is written in, does with fields: which ones it reads and assigns.</summary>
/// <remarks>A closure has a field for each variable that any function of its block captures, so what one of them needs is seen only in what it
/// does.</remarks>
internal sealed class FunctionFields
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly HashSet<(Module, int)> _read = [];
    private readonly HashSet<(Module, int)> _assigned = [];
    private readonly HashSet<(Module, int)> _made = [];

    private FunctionFields()
    {
    }

    internal static FunctionFields Of(MethodBase function)
    {
        var fields = new FunctionFields();
        var seen = new HashSet<(Module, int)>();
        var open = new Queue<MethodBase>([function]);
        while (open.TryDequeue(out MethodBase? method))
        {
            if (seen.Add((method.Module, method.MetadataToken)))
            {
                fields.Look(method, open);
            }
        }

        return fields;
    }

    internal bool Reads(FieldInfo field) => _read.Contains((field.Module, field.MetadataToken));

    /// <summary>Whether a field of an object that was there before the function is assigned.</summary>
    internal bool Assigns(FieldInfo field) =>
        _assigned.Contains((field.Module, field.MetadataToken)) && !_made.Contains((field.Module, field.DeclaringType!.MetadataToken));

    /// <summary>Whether a field may be assigned after the graph was defined: by something other than constructors and methods that are given the context.</summary>
    internal static bool IsReassigned(FieldInfo field)
    {
        Type type = field.DeclaringType!.IsGenericType ? field.DeclaringType.GetGenericTypeDefinition() : field.DeclaringType;
        return WithNested(type)
            .SelectMany(one => one.GetMethods(Own))
            .Where(method => !Array.Exists(method.GetParameters(), parameter => parameter.ParameterType == typeof(StreamingContext)))
            .Any(method => AssignedIn(method).Contains((field.Module, field.MetadataToken)));
    }

    private static IEnumerable<Type> WithNested(Type type) => type.GetNestedTypes(Own).SelectMany(WithNested).Prepend(type);

    private static IEnumerable<(Module, int)> AssignedIn(MethodBase method) =>
        from name in NamesIn(method)
        where name.Code == OpCodes.Stfld
        let field = name.Member
        select (field.Module, field.MetadataToken);

    private void Look(MethodBase method, Queue<MethodBase> open)
    {
        foreach ((OpCode code, MemberInfo member) in NamesIn(method))
        {
            switch (member)
            {
                case FieldInfo field when code == OpCodes.Stfld:
                    _assigned.Add((field.Module, field.MetadataToken));
                    break;
                case FieldInfo field:
                    _read.Add((field.Module, field.MetadataToken));
                    break;
                case MethodBase called when called.DeclaringType is not null && IsWrittenWith(called, method):
                    if (code == OpCodes.Newobj)
                    {
                        _made.Add((called.Module, called.DeclaringType.MetadataToken));
                    }

                    open.Enqueue(called);
                    break;
                case Type type when code == OpCodes.Initobj:
                    _made.Add((type.Module, type.MetadataToken));
                    break;
            }
        }

        if (method.GetCustomAttribute<StateMachineAttribute>() is { } machine)
        {
            _made.Add((machine.StateMachineType.Module, machine.StateMachineType.MetadataToken));
            foreach (MethodInfo step in machine.StateMachineType.GetMethods(Own))
            {
                open.Enqueue(step);
            }
        }
    }

    private static bool IsWrittenWith(MethodBase called, MethodBase caller) =>
        called.Module == caller.Module && Outermost(called.DeclaringType!).MetadataToken == Outermost(caller.DeclaringType!).MetadataToken;

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<(OpCode Code, MemberInfo Member)> NamesIn(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } il)
        {
            yield break;
        }

        Type[]? ofType = method.DeclaringType is { IsGenericType: true } declaring ? declaring.GetGenericArguments() : null;
        Type[]? ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        foreach ((OpCode code, int token) in IlReader.Names(il))
        {
            if (method.Module.ResolveMember(token, ofType, ofMethod) is { } member)
            {
                yield return (code, member);
            }
        }
    }
}
