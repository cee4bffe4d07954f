using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrleansStream.Encoding;

/// <summary>Makes the codec of one root type and of everything in it, or says what in it cannot be encoded.</summary>
/// <remarks>
/// Within one root a type has one codec and one shape, and a shape depends on its root alone, never on what was asked for
/// before: only codecs of types that do not contain themselves are shared between roots.
/// </remarks>
internal sealed class CodecBuilder(
    JsonSerializerOptions json,
    Dictionary<Type, object> custom,
    Dictionary<Type, object> shareable,
    int maxDepth)
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.NonPublic;
    private readonly Dictionary<Type, object> _made = [];
    private readonly Dictionary<Type, InProgress> _inProgress = [];
    private readonly HashSet<Type> _used = [];
    private int _openCycles = int.MaxValue;

    /// <summary>All types met on the way: codecs for them can no longer be registered.</summary>
    internal IEnumerable<Type> Used => _used;

    internal Codec<T> Build<T>() => Build<T>(TypeNames.Of(typeof(T)));

    internal object Build(Type type, string path) => Call(nameof(Build), [type], path);

    private Codec<T> Build<T>(string path)
    {
        Type type = typeof(T);
        _used.Add(type);
        if (_made.TryGetValue(type, out object? known) || shareable.TryGetValue(type, out known))
        {
            return (Codec<T>)known;
        }

        if (_inProgress.TryGetValue(type, out InProgress? outer))
        {
            // The type contains itself. Whatever lies between is part of the cycle and cannot be shared.
            _openCycles = Math.Min(_openCycles, outer.Level);
            return (Codec<T>)(outer.Deferred ??= new DeferredCodec<T>(outer.Shape, maxDepth, path));
        }

        InProgress progress = new(new TypeShape(), _inProgress.Count);
        _inProgress.Add(type, progress);
        int outerCycles = _openCycles;
        _openCycles = int.MaxValue;
        Codec<T> made = (Codec<T>)Make(type, progress.Shape, path);
        if (progress.Deferred is DeferredCodec<T> deferred)
        {
            deferred.Target = made;
        }

        _inProgress.Remove(type);
        _made.Add(type, made);
        if (_openCycles == int.MaxValue)
        {
            shareable.Add(type, made);
        }

        _openCycles = Math.Min(_openCycles, outerCycles);
        return made;
    }

    private object Make(Type type, TypeShape shape, string path)
    {
        if (custom.TryGetValue(type, out object? registered))
        {
            return Activator.CreateInstance(typeof(FramedCodec<>).MakeGenericType(type), registered)!;
        }

        if (BuiltInCodecs.TryMake(type, shape) is { } builtIn)
        {
            return builtIn;
        }

        if (type.IsEnum)
        {
            return typeof(BuiltInCodecs).GetMethod(nameof(BuiltInCodecs.MakeEnum), BindingFlags.Static | BindingFlags.NonPublic)!
                .MakeGenericMethod(type, type.GetEnumUnderlyingType()).Invoke(null, [shape])!;
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Call(nameof(OfNullable), [value], shape, path);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Option<>))
        {
            return Call(nameof(OfOption), type.GetGenericArguments(), shape, path);
        }

        if (Refusals.WhyNot(type) is { } reason)
        {
            throw new UnsupportedTypeException(path, type, reason);
        }

        JsonTypeInfo info = InfoOf(type, path);
        return info.Kind switch
        {
            JsonTypeInfoKind.Enumerable => Call(nameof(OfCollection), [type, info.ElementType!], shape, path),
            JsonTypeInfoKind.Dictionary => Call(nameof(OfMap), [type, KeyTypeOf(type, info), info.ElementType!], shape, path),
            JsonTypeInfoKind.Object when info.PolymorphismOptions is not null => Call(nameof(OfUnion), [type], info, shape, path),
            JsonTypeInfoKind.Object when type.IsAbstract => throw new UnsupportedTypeException(
                path, type, "the types of its values are not known before the job runs. Declare them with [JsonDerivedType(typeof(...), \"name\")], use a concrete type, or register a codec (JobEncoding.Register)."),
            JsonTypeInfoKind.Object when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTuple<,>) =>
                Call(nameof(OfPair), type.GetGenericArguments(), info, shape, path),
            JsonTypeInfoKind.Object => Call(nameof(OfObject), [type], info, shape, path),
            _ => throw new UnsupportedTypeException(
                path, type, "System.Text.Json sees no members in it (it is opaque, or has a JsonConverter of its own). Store what it is made of, or register a codec (JobEncoding.Register)."),
        };
    }

    private JsonTypeInfo InfoOf(Type type, string path)
    {
        try
        {
            return json.GetTypeInfo(type);
        }
        catch (Exception e) when (e is InvalidOperationException or NotSupportedException or ArgumentException)
        {
            throw new UnsupportedTypeException(path, type, $"System.Text.Json refuses it: {e.Message} Mend the type, or register a codec (JobEncoding.Register).", e);
        }
    }

    private static Type KeyTypeOf(Type type, JsonTypeInfo info) => info.KeyType
        ?? type.GetInterfaces().First(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IDictionary<,>)).GetGenericArguments()[0];

    private object Call(string method, Type[] types, params object[] arguments)
    {
        MethodInfo definition = typeof(CodecBuilder).GetMethods(Own).Single(m =>
            m.Name == method && m.IsGenericMethodDefinition && m.GetParameters().Length == arguments.Length);
        return definition.MakeGenericMethod(types).Invoke(this, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
    }

    private NullableCodec<T> OfNullable<T>(TypeShape shape, string path)
        where T : struct
    {
        Codec<T> inner = Build<T>(path);
        return new NullableCodec<T>(shape.Fill(ShapeKind.Nullable, TypeNames.Of(typeof(T?)), element: inner.Shape), inner);
    }

    private OptionCodec<T> OfOption<T>(TypeShape shape, string path)
    {
        Codec<T> inner = Build<T>(path + ".Value");
        return new OptionCodec<T>(shape.Fill(ShapeKind.Option, TypeNames.Of(typeof(Option<T>)), element: inner.Shape), inner);
    }

    private CollectionCodec<TCollection, TElement> OfCollection<TCollection, TElement>(TypeShape shape, string path)
    {
        Codec<TElement> element = Build<TElement>(path + "[]");
        CollectionMaker<TCollection, TElement> make = CollectionMakers.Find<TCollection, TElement>() ?? throw NoMaker<TCollection>(path, "ICollection");
        shape.Fill(ShapeKind.List, TypeNames.Of(typeof(TCollection)), element: element.Shape);
        return new CollectionCodec<TCollection, TElement>(shape, element, make, path);
    }

    private MapCodec<TMap, TKey, TValue> OfMap<TMap, TKey, TValue>(TypeShape shape, string path)
        where TKey : notnull
    {
        Codec<TKey> key = Build<TKey>(path + "[].Key");
        Codec<TValue> item = Build<TValue>(path + "[].Value");
        MapMaker<TMap, TKey, TValue> make = MapMakers.Find<TMap, TKey, TValue>() ?? throw NoMaker<TMap>(path, "IDictionary");
        shape.Fill(ShapeKind.Map, TypeNames.Of(typeof(TMap)), key.Shape, item.Shape);
        return new MapCodec<TMap, TKey, TValue>(shape, key, item, make, path);
    }

    private ObjectCodec<T> OfObject<T>(JsonTypeInfo info, TypeShape shape, string path) => OfBody(BodyOf<T>(info, path), shape, path);

    private PairCodec<TFirst, TSecond> OfPair<TFirst, TSecond>(JsonTypeInfo info, TypeShape shape, string path)
    {
        ObjectBody<(TFirst, TSecond)> body = BodyOf<(TFirst, TSecond)>(info, path);
        return new PairCodec<TFirst, TSecond>(
            OfBody(body, shape, path), (Codec<TFirst>)body.Members[0].Codec, (Codec<TSecond>)body.Members[1].Codec);
    }

    private static ObjectCodec<T> OfBody<T>(ObjectBody<T> body, TypeShape shape, string path)
    {
        shape.Fill(typeof(T).IsValueType ? ShapeKind.Struct : ShapeKind.Class, TypeNames.Of(typeof(T)), members: body.MemberShapes);
        return new ObjectCodec<T>(shape, body, path);
    }

    private UnionCodec<T> OfUnion<T>(JsonTypeInfo info, TypeShape shape, string path)
    {
        List<UnionAlternative<T>> alternatives = [];
        List<DerivedShape> shapes = [];
        List<JsonDerivedType> declared = [.. info.PolymorphismOptions!.DerivedTypes];
        if (!typeof(T).IsAbstract && declared.TrueForAll(d => d.DerivedType != typeof(T)))
        {
            declared.Insert(0, new JsonDerivedType(typeof(T), string.Empty));
        }

        foreach (JsonDerivedType derived in declared)
        {
            string discriminator = derived.TypeDiscriminator switch
            {
                string name => name,
                int number => FormattableString.Invariant($"#{number}"),
                _ => throw new UnsupportedTypeException(
                    path, derived.DerivedType, $"its [JsonDerivedType] has no discriminator. Give it one: [JsonDerivedType(typeof({TypeNames.Of(derived.DerivedType)}), \"name\")]."),
            };
            Call(nameof(AddAlternative), [typeof(T), derived.DerivedType], discriminator, path, alternatives, shapes);
        }

        return new UnionCodec<T>(shape.Fill(ShapeKind.Union, TypeNames.Of(typeof(T)), derived: shapes), alternatives, path);
    }

    private object? AddAlternative<TBase, TDerived>(string discriminator, string path, List<UnionAlternative<TBase>> alternatives, List<DerivedShape> shapes)
        where TDerived : TBase
    {
        string inner = typeof(TBase) == typeof(TDerived) ? path : $"{path}({TypeNames.Of(typeof(TDerived))})";
        if (typeof(TDerived).IsAbstract)
        {
            throw new UnsupportedTypeException(inner, typeof(TDerived), "a declared derived type must not be abstract. Declare the concrete types.");
        }

        ObjectBody<TDerived> body = BodyOf<TDerived>(InfoOf(typeof(TDerived), inner), inner);
        TypeShape shape = new();
        shape.Fill(typeof(TDerived).IsValueType ? ShapeKind.Struct : ShapeKind.Class, TypeNames.Of(typeof(TDerived)), members: body.MemberShapes);
        shapes.Add(new DerivedShape(discriminator, shape));
        alternatives.Add(new UnionAlternative<TBase, TDerived>(discriminator, body));
        return null;
    }

    private ObjectBody<T> BodyOf<T>(JsonTypeInfo info, string path)
    {
        if (info.Kind != JsonTypeInfoKind.Object)
        {
            throw new UnsupportedTypeException(path, typeof(T), "a declared derived type must have members; collections and scalars have none.");
        }

        ObjectModel model = ObjectModel.Of(info, path);
        List<ObjectMember> members = [.. model.Members.Select(member => (ObjectMember)Call(nameof(OfMember), [member.Type], member, path))];
        return new ObjectBody<T>(model, members, path);
    }

    private ObjectMember<TMember> OfMember<TMember>(MemberModel model, string path) => new(model, Build<TMember>(path + "." + model.CodeName));

    private static UnsupportedTypeException NoMaker<TCollection>(string path, string needed) => new(
        path,
        typeof(TCollection),
        $"it is a collection that cannot be filled. Give it a public parameterless constructor and {needed}<>, use List, Dictionary or an immutable collection, or register a codec (JobEncoding.Register).");

    /// <summary>A type whose codec is being made.</summary>
    private sealed class InProgress(TypeShape shape, int level)
    {
        internal TypeShape Shape => shape;

        internal int Level => level;

        internal object? Deferred { get; set; }
    }
}
