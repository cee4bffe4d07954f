using System.Reflection;

namespace OrleansStream.Encoding;

/// <summary>Makes key identities from types, or says why a type cannot be a key.</summary>
/// <param name="comparers">The registered comparers by key type.</param>
/// <param name="detachers">Makes the detachers of keys with a comparer.</param>
internal sealed class KeyBuilder(IReadOnlyDictionary<Type, object> comparers, DetacherBuilder detachers)
{
    private const BindingFlags Own = BindingFlags.Static | BindingFlags.NonPublic;
    private readonly HashSet<Type> _inProgress = [];
    private readonly Dictionary<Type, IKeyPart> _made = [];

    /// <summary>The types met on the way: comparers for them can no longer be registered.</summary>
    internal IEnumerable<Type> Used => _made.Keys;

    internal KeyIdentity<T> Build<T>() => (KeyIdentity<T>)Build(typeof(T), TypeNames.Of(typeof(T)));

    private IKeyPart Build(Type type, string path)
    {
        if (_made.TryGetValue(type, out IKeyPart? known))
        {
            return known;
        }

        if (!_inProgress.Add(type))
        {
            throw Refuse(path, type, "a key cannot contain itself");
        }

        IKeyPart made = Make(type, path);
        _inProgress.Remove(type);
        _made.Add(type, made);
        return made;
    }

    private IKeyPart Make(Type type, string path)
    {
        if (comparers.TryGetValue(type, out object? comparer))
        {
            return Call(nameof(OfComparer), [type], comparer, detachers);
        }

        if (BuiltInKeys.TryGet(type) is { } builtIn)
        {
            return builtIn;
        }

        if (type.IsEnum)
        {
            Type number = type.GetEnumUnderlyingType();
            IKeyPart scalar = BuiltInKeys.TryGet(number) ?? throw Refuse(path, type, "its underlying type is not a whole number");
            Type form = OpsOf(scalar).GetGenericArguments()[1];
            return Call(nameof(OfEnum), [type, number, form]);
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Compose(nameof(OfNullable), Build(value, path));
        }

        Type? definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        Type[] arguments = type.GetGenericArguments();
        if (definition == typeof(Option<>))
        {
            return Compose(nameof(OfOption), Build(arguments[0], path + ".Value"));
        }

        if (definition == typeof(ValueTuple<,>) || definition == typeof(ValueTuple<,,>))
        {
            return Compose(
                definition == typeof(ValueTuple<,>) ? nameof(OfPair) : nameof(OfTriple),
                [.. arguments.Select((item, i) => Build(item, FormattableString.Invariant($"{path}.Item{i + 1}")))]);
        }

        if (KeyFields.WhyNot(type) is { } reason)
        {
            throw Refuse(path, type, reason);
        }

        List<KeyField> fields = [];
        foreach ((string name, FieldInfo field) in KeyFields.Of(type))
        {
            fields.Add(new KeyField(name, field, Build(field.FieldType, path + "." + name)));
        }

        return Call(nameof(OfRecord), [type], fields);
    }

    private static UnsupportedTypeException Refuse(string path, Type type, string reason) => new(
        path,
        type,
        $"{reason}. Use strings, numbers, tuples or records of them as keys, or register a KeyComparer<{TypeNames.Of(type)}> with a stable name and hash before the job uses the type.");

    private static Type OpsOf(IKeyPart part) => part.Identity.GetType().GetGenericArguments()[1];

    private static IKeyPart Compose(string method, params IKeyPart[] parts) =>
        Call(method, [.. parts.SelectMany(p => p.Identity.GetType().GetGenericArguments())], [.. parts.Select(p => p.Identity)]);

    private static IKeyPart Call(string method, Type[] types, params object[] arguments) =>
        (IKeyPart)typeof(KeyBuilder).GetMethod(method, Own)!.MakeGenericMethod(types)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;

    private static KeyIdentity<T> OfComparer<T>(KeyComparer<T> comparer, DetacherBuilder detachers) =>
        Of<T, ComparerKeyOps<T>>(new(comparer, detachers.Build<T>()));

    private static KeyIdentity<TEnum> OfEnum<TEnum, TNumber, TForm>()
        where TEnum : struct, Enum
        where TNumber : struct
        where TForm : struct, IScalarKeyForm<TNumber> =>
        Of<TEnum, ScalarKeyOps<TEnum, ScalarKeyForms.EnumForm<TEnum, TNumber, TForm>>>(default);

    private static KeyIdentity<T?> OfNullable<T, TOps>(KeyIdentityOf<T, TOps> inner)
        where T : struct
        where TOps : struct, ICanonicalOps<T> =>
        Of<T?, NullableKeyOps<T, TOps>>(new(inner.Ops));

    private static KeyIdentity<Option<T>> OfOption<T, TOps>(KeyIdentityOf<T, TOps> inner)
        where TOps : struct, ICanonicalOps<T> =>
        Of<Option<T>, OptionKeyOps<T, TOps>>(new(inner.Ops));

    private static KeyIdentity<(T1 First, T2 Second)> OfPair<T1, TOps1, T2, TOps2>(KeyIdentityOf<T1, TOps1> first, KeyIdentityOf<T2, TOps2> second)
        where TOps1 : struct, ICanonicalOps<T1>
        where TOps2 : struct, ICanonicalOps<T2> =>
        Of<(T1 First, T2 Second), PairKeyOps<T1, TOps1, T2, TOps2>>(new(first.Ops, second.Ops));

    private static KeyIdentity<(T1 First, T2 Second, T3 Third)> OfTriple<T1, TOps1, T2, TOps2, T3, TOps3>(
        KeyIdentityOf<T1, TOps1> first, KeyIdentityOf<T2, TOps2> second, KeyIdentityOf<T3, TOps3> third)
        where TOps1 : struct, ICanonicalOps<T1>
        where TOps2 : struct, ICanonicalOps<T2>
        where TOps3 : struct, ICanonicalOps<T3> =>
        Of<(T1 First, T2 Second, T3 Third), TripleKeyOps<T1, TOps1, T2, TOps2, T3, TOps3>>(new(first.Ops, second.Ops, third.Ops));

    private static KeyIdentity<T> OfRecord<T>(List<KeyField> fields) =>
        Of<T, RecordKeyOps<T>>(new(RecordKeyCompiler.Compile<T>(fields)));

    private static KeyIdentityOf<T, TOps> Of<T, TOps>(TOps ops)
        where TOps : struct, ICanonicalOps<T> => new(ops);
}
