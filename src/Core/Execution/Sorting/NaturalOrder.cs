using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>The order of values where none is given: the same on every machine.</summary>
/// <remarks>Null first, text by its UTF-16 code units, NaN before all numbers, tuples item by item, anything else as its type compares itself.</remarks>
internal static class NaturalOrder
{
    private const BindingFlags Own = BindingFlags.Static | BindingFlags.NonPublic;

    /// <exception cref="UnsupportedTypeException">Values of the type cannot be compared.</exception>
    internal static IComparer<T> Of<T>() => (IComparer<T>)Of(typeof(T), TypeNames.Of(typeof(T)));

    private static object Of(Type type, string path)
    {
        if (type == typeof(string))
        {
            return StringComparer.Ordinal;
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Call(nameof(OfNullable), value, Of(value, path));
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Option<>))
        {
            Type content = type.GetGenericArguments()[0];
            return Call(nameof(OfOption), content, Of(content, path + ".Value"));
        }

        if (type.IsValueType && type.IsAssignableTo(typeof(ITuple)))
        {
            return Call(nameof(OfTuple), type, path);
        }

        return type.IsAssignableTo(typeof(IComparable<>).MakeGenericType(type)) || type.IsAssignableTo(typeof(IComparable))
            ? typeof(Comparer<>).MakeGenericType(type).GetProperty(nameof(Comparer<int>.Default))!.GetValue(null)!
            : throw new UnsupportedTypeException(
                path, type, $"it has no natural order. Use strings, numbers or tuples of them, let {TypeNames.Of(type)} be IComparable, or give an IComparer.");
    }

    private static object Call(string method, Type type, object argument) =>
        typeof(NaturalOrder).GetMethod(method, Own)!.MakeGenericMethod(type).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [argument], null)!;

    private static Comparer<T?> OfNullable<T>(IComparer<T> order)
        where T : struct =>
        Comparer<T?>.Create((left, right) =>
            left.HasValue && right.HasValue ? order.Compare(left.Value, right.Value) : left.HasValue.CompareTo(right.HasValue));

    private static Comparer<Option<T>> OfOption<T>(IComparer<T> order) => Comparer<Option<T>>.Create((left, right) =>
        left.HasValue && right.HasValue ? order.Compare(left.Value, right.Value) : left.HasValue.CompareTo(right.HasValue));

    private static TupleOrder<T> OfTuple<T>(string path)
    {
        ParameterExpression left = Expression.Parameter(typeof(T), "left");
        ParameterExpression right = Expression.Parameter(typeof(T), "right");
        ParameterExpression result = Expression.Variable(typeof(int), "result");
        Expression body = result;
        foreach (FieldInfo item in typeof(T).GetFields().Reverse())
        {
            Type order = typeof(IComparer<>).MakeGenericType(item.FieldType);
            Expression compare = Expression.Call(
                Expression.Constant(Of(item.FieldType, $"{path}.{item.Name}"), order),
                order.GetMethod(nameof(IComparer<T>.Compare))!,
                Expression.Field(left, item),
                Expression.Field(right, item));
            body = Expression.Block(
                Expression.Assign(result, compare),
                Expression.Condition(Expression.NotEqual(result, Expression.Constant(0)), result, body));
        }

        return new TupleOrder<T>(
            Expression.Lambda<Comparison<T>>(Expression.Block([result], body), left, right).Compile());
    }
}
