using System.Linq.Expressions;
using System.Reflection;

namespace OrleansStream.Encoding;

/// <summary>Compiles the key operations of a type from the identities of its fields.</summary>
internal static class RecordKeyCompiler
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    internal static RecordKeyPlan<T> Compile<T>(IReadOnlyList<KeyField> fields)
    {
        bool isClass = !typeof(T).IsValueType;
        int size = isClass || fields.Any(f => f.Part.Size < 0) ? -1 : fields.Sum(f => f.Part.Size);
        string signature = (isClass ? "record(" : "(") + string.Join(", ", fields.Select(f => $"{f.Name}: {f.Part.Signature}")) + ")";
        return new RecordKeyPlan<T>(
            signature,
            size,
            [.. fields.Select(f => f.Part.Identity)],
            Appender<T>(fields),
            Comparer<T>(fields),
            fields.Any(f => f.Part.NeedsOwn) ? Owner<T>(fields) : null);
    }

    private static KeyAppender<T> Appender<T>(IReadOnlyList<KeyField> fields)
    {
        ParameterExpression key = Expression.Parameter(typeof(T), "key");
        ParameterExpression buffer = Expression.Parameter(typeof(CanonicalBuffer).MakeByRefType(), "buffer");
        IEnumerable<Expression> calls = fields.Select(field =>
            Expression.Call(Identity(field), Method(field, nameof(KeyIdentity<T>.AppendPart)), Expression.Field(key, field.Field), buffer));
        return Expression.Lambda<KeyAppender<T>>(Expression.Block(typeof(void), [.. calls, Expression.Empty()]), key, buffer).Compile();
    }

    private static Func<T, T, bool> Comparer<T>(IReadOnlyList<KeyField> fields)
    {
        ParameterExpression left = Expression.Parameter(typeof(T), "left");
        ParameterExpression right = Expression.Parameter(typeof(T), "right");
        Expression all = Expression.Constant(true);
        foreach (KeyField field in fields)
        {
            Type[] operands = [field.Field.FieldType, field.Field.FieldType];
            MethodInfo equals = Identity(field).Type.GetMethod(nameof(KeyIdentity<T>.Equals), operands)!;
            Expression same = Expression.Call(Identity(field), equals, Expression.Field(left, field.Field), Expression.Field(right, field.Field));
            all = all is ConstantExpression ? same : Expression.AndAlso(all, same);
        }

        return Expression.Lambda<Func<T, T, bool>>(all, left, right).Compile();
    }

    private static FieldwiseCopy<T> Owner<T>(IReadOnlyList<KeyField> fields) => FieldwiseCopyCompiler.Compile<T>(
        [.. fields.Select(field => field.Part.NeedsOwn ? (field.Field, Method(field, nameof(KeyIdentity<T>.Own))) : ((FieldInfo, MethodInfo)?)null)]);

    private static ConstantExpression Identity(KeyField field) =>
        Expression.Constant(field.Part.Identity, typeof(KeyIdentity<>).MakeGenericType(field.Field.FieldType));

    private static MethodInfo Method(KeyField field, string name) => Identity(field).Type.GetMethod(name, Any)!;
}
