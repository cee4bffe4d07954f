using System.Reflection;
using System.Reflection.Emit;

namespace OrleansStream.Encoding;

/// <summary>Compiles copies of values in which some fields are replaced.</summary>
/// <remarks>Emitted, because expression trees refuse to assign the read-only fields of which records are made.</remarks>
internal static class FieldwiseCopyCompiler
{
    /// <param name="fields">For each part that the copy will be given: its field, or null to leave the part out, and the part's method that takes the
    /// field's value and an arena, and gives the new value.</param>
    internal static FieldwiseCopy<T> Compile<T>(IReadOnlyList<(FieldInfo Field, MethodInfo Method)?> fields)
    {
        DynamicMethod method = new("Copy", typeof(T), [typeof(object[]), typeof(T), typeof(KeyArena)], typeof(T).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        LocalBuilder copy = il.DeclareLocal(typeof(T));
        il.Emit(OpCodes.Ldarg_1);
        if (!typeof(T).IsValueType)
        {
            il.Emit(OpCodes.Call, typeof(object).GetMethod(nameof(MemberwiseClone), BindingFlags.Instance | BindingFlags.NonPublic)!);
            il.Emit(OpCodes.Castclass, typeof(T));
        }

        il.Emit(OpCodes.Stloc, copy);
        for (int i = 0; i < fields.Count; i++)
        {
            if (fields[i] is not { } replaced)
            {
                continue;
            }

            OpCode load = typeof(T).IsValueType ? OpCodes.Ldloca : OpCodes.Ldloc;
            il.Emit(load, copy);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4, i);
            il.Emit(OpCodes.Ldelem_Ref);
            il.Emit(OpCodes.Castclass, replaced.Method.DeclaringType!);
            il.Emit(load, copy);
            il.Emit(OpCodes.Ldfld, replaced.Field);
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Callvirt, replaced.Method);
            il.Emit(OpCodes.Stfld, replaced.Field);
        }

        il.Emit(OpCodes.Ldloc, copy);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<FieldwiseCopy<T>>();
    }
}
