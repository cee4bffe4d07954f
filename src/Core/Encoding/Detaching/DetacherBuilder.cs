using System.Reflection;
using System.Runtime.CompilerServices;

namespace OrleansStream.Encoding;

/// <summary>Makes detachers from types.</summary>
/// <param name="encoding">Gives the codecs of what cannot be taken apart.</param>
internal sealed class DetacherBuilder(JobEncoding encoding)
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.NonPublic;

    private readonly HashSet<Type> _inProgress = [];

    /// <summary>The detacher of a type, or null if its values hold no slices.</summary>
    /// <exception cref="UnsupportedTypeException">The type holds slices, and neither fields nor codec say how to copy it.</exception>
    internal Detacher<T>? Build<T>() => (Detacher<T>?)Build(typeof(T));

    private object? Build(Type type)
    {
        if (!SliceHolding.Of(type))
        {
            return null;
        }

        if (type == typeof(Utf8Slice))
        {
            return new SliceDetacher();
        }

        // A type that contains itself is nested in a way that only its codec knows to follow.
        if (!_inProgress.Add(type))
        {
            return Call(nameof(OfCodec), type);
        }

        object made = Make(type);
        _inProgress.Remove(type);
        return made;
    }

    private object Make(Type type)
    {
        if (type.IsSZArray)
        {
            Type element = type.GetElementType()!;
            return Activator.CreateInstance(typeof(ArrayDetacher<>).MakeGenericType(element), Build(element)!)!;
        }

        if (type.IsGenericType && type.GetGenericArguments() is [Type item] && SliceHolding.Of(item)
            && typeof(List<>).MakeGenericType(item) is { } list && (type == list || (type.IsInterface && list.IsAssignableTo(type))))
        {
            return Activator.CreateInstance(typeof(ListDetacher<,>).MakeGenericType(type, item), Build(item)!)!;
        }

        return type.IsValueType || IsRecord(type) ? Call(nameof(OfFields), type) : Call(nameof(OfCodec), type);
    }

    private Detacher<T> OfFields<T>()
    {
        FieldInfo[] fields = [.. SliceHolding.FieldsOf(typeof(T)).Where(field => SliceHolding.Of(field.FieldType))];
        if (fields.Length == 0)
        {
            // Its slices hide behind a field whose type does not tell.
            return OfCodec<T>();
        }

        object[] parts = [.. fields.Select(field => Build(field.FieldType)!)];
        FieldwiseCopy<T> copy = FieldwiseCopyCompiler.Compile<T>(
            [.. fields.Select(field => ((FieldInfo, MethodInfo)?)(field, typeof(Detacher<>).MakeGenericType(field.FieldType).GetMethod(nameof(Detacher<T>.Detach), Own)!))]);
        return new FieldsDetacher<T>(copy, parts, typeof(T).IsSealed ? null : OfCodec<T>());
    }

    private CodecDetacher<T> OfCodec<T>() => new(encoding.CodecFor<T>());

    private object Call(string method, Type type) =>
        typeof(DetacherBuilder).GetMethod(method, Own)!.MakeGenericMethod(type).Invoke(this, BindingFlags.DoNotWrapExceptions, null, null, null)!;

    // Records, tuples and anonymous types are what their fields are; another class may be more, such as a part of other objects.
    private static bool IsRecord(Type type) =>
        type.GetMethod("<Clone>$", Own | BindingFlags.Public) is not null
        || type.IsAssignableTo(typeof(ITuple))
        || (type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) && type.Name.Contains("AnonymousType", StringComparison.Ordinal));
}
