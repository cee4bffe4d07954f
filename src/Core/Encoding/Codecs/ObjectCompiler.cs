using System.Linq.Expressions;
using System.Reflection;

namespace OrleansStream.Encoding;

/// <summary>Compiles access to the members of a type.</summary>
internal static class ObjectCompiler
{
    internal static RowWriter<T> RowWriter<T>(IReadOnlyList<ObjectMember> members)
    {
        ParameterExpression writer = Expression.Parameter(typeof(RecordWriter).MakeByRefType(), "writer");
        ParameterExpression value = Expression.Parameter(typeof(T), "value");
        IEnumerable<Expression> calls = members.Select(member => Expression.Call(
            CodecOf(member), CodecType(member).GetMethod(nameof(Codec<T>.Write))!, writer, Access(value, member.Model)));
        return Expression.Lambda<RowWriter<T>>(Expression.Block(typeof(void), [.. calls, Expression.Empty()]), writer, value).Compile();
    }

    internal static RowReader<T> RowReader<T>(ObjectModel model, IReadOnlyList<ObjectStep> steps)
    {
        ParameterExpression reader = Expression.Parameter(typeof(RecordReader).MakeByRefType(), "reader");
        MethodInfo skip = typeof(ShapeSkipper).GetMethod(nameof(ShapeSkipper.Skip), BindingFlags.Static | BindingFlags.NonPublic)!;
        Dictionary<MemberModel, Expression> values = [];
        List<ParameterExpression> locals = [];
        List<Expression> body = [];
        foreach (ObjectStep step in steps)
        {
            if (step.Member is not { } member)
            {
                body.Add(Expression.Call(skip, reader, Expression.Constant(step.Skipped), Expression.Constant(0)));
                continue;
            }

            ParameterExpression local = Expression.Variable(member.Model.Type, member.Model.CodeName);
            locals.Add(local);
            values.Add(member.Model, local);
            body.Add(Expression.Assign(local, Expression.Call(CodecOf(member), CodecType(member).GetMethod(nameof(Codec<T>.Read))!, reader)));
        }

        body.Add(Construct(model, values));
        return Expression.Lambda<RowReader<T>>(Expression.Block(typeof(T), locals, body), reader).Compile();
    }

    internal static ColumnExtractor<T> Extractor<T>(IReadOnlyList<ObjectMember> members)
    {
        ParameterExpression objects = Expression.Parameter(typeof(T[]), "objects");
        ParameterExpression count = Expression.Parameter(typeof(int), "count");
        ParameterExpression columns = Expression.Parameter(typeof(Array[]), "columns");
        ParameterExpression value = Expression.Variable(typeof(T), "value");
        ParameterExpression[] typed = [.. members.Select(Column)];
        return Expression.Lambda<ColumnExtractor<T>>(
            Loop(typed, columns, count, [value], i =>
            [
                Expression.Assign(value, Expression.ArrayIndex(objects, i)),
                .. members.Select((member, m) => Expression.Assign(Expression.ArrayAccess(typed[m], i), Access(value, member.Model))),
            ]),
            objects,
            count,
            columns).Compile();
    }

    internal static ColumnBuilder<T> Builder<T>(ObjectModel model, IReadOnlyList<ObjectMember> members)
    {
        ParameterExpression columns = Expression.Parameter(typeof(Array[]), "columns");
        ParameterExpression count = Expression.Parameter(typeof(int), "count");
        ParameterExpression objects = Expression.Parameter(typeof(T[]), "objects");
        ParameterExpression[] typed = [.. members.Select(Column)];
        return Expression.Lambda<ColumnBuilder<T>>(
            Loop(typed, columns, count, [], i =>
            [
                Expression.Assign(
                    Expression.ArrayAccess(objects, i),
                    Construct(model, members.Select((member, m) => (member, m)).ToDictionary(
                        pair => pair.member.Model, pair => (Expression)Expression.ArrayIndex(typed[pair.m], i)))),
            ]),
            columns,
            count,
            objects).Compile();
    }

    /// <summary>Makes the object; a member without a value keeps what the constructor gives it.</summary>
    internal static Expression Construct(ObjectModel model, IReadOnlyDictionary<MemberModel, Expression> values)
    {
        IEnumerable<Expression> arguments = (model.Constructor?.GetParameters() ?? []).Select(parameter =>
        {
            MemberModel? member = model.Members.FirstOrDefault(m => m.Parameter == parameter);
            return member is not null && values.TryGetValue(member, out Expression? value)
                ? (value.Type == parameter.ParameterType ? value : Expression.Convert(value, parameter.ParameterType))
                : Default(parameter);
        });
        NewExpression made = model.Constructor is null ? Expression.New(model.Type) : Expression.New(model.Constructor, arguments);
        List<MemberBinding> bindings = [];
        foreach (MemberModel member in model.Members)
        {
            if (member.Parameter is null && values.TryGetValue(member, out Expression? value))
            {
                bindings.Add(Expression.Bind(member.Member, value));
            }
        }

        return bindings.Count == 0 ? made : Expression.MemberInit(made, bindings);
    }

    private static Expression Default(ParameterInfo parameter) => parameter is { HasDefaultValue: true, DefaultValue: { } value }
        ? Expression.Convert(Expression.Constant(value), parameter.ParameterType)
        : Expression.Default(parameter.ParameterType);

    private static BlockExpression Loop(
        ParameterExpression[] typed,
        ParameterExpression columns,
        ParameterExpression count,
        ParameterExpression[] locals,
        Func<ParameterExpression, IEnumerable<Expression>> body)
    {
        ParameterExpression i = Expression.Variable(typeof(int), "i");
        LabelTarget end = Expression.Label("end");
        List<Expression> all =
        [
            .. typed.Select((column, c) => Expression.Assign(column, Expression.Convert(Expression.ArrayIndex(columns, Expression.Constant(c)), column.Type))),
            Expression.Assign(i, Expression.Constant(0)),
            Expression.Loop(
                Expression.IfThenElse(
                    Expression.LessThan(i, count),
                    Expression.Block(typeof(void), [.. body(i), Expression.PreIncrementAssign(i)]),
                    Expression.Break(end)),
                end),
        ];
        return Expression.Block(typeof(void), [i, .. typed, .. locals], all);
    }

    private static ParameterExpression Column(ObjectMember member) => Expression.Variable(member.Model.Type.MakeArrayType(), member.Model.CodeName);

    private static MemberExpression Access(Expression value, MemberModel model) => Expression.MakeMemberAccess(value, model.Member);

    private static Type CodecType(ObjectMember member) => typeof(Codec<>).MakeGenericType(member.Model.Type);

    private static ConstantExpression CodecOf(ObjectMember member) => Expression.Constant(member.Codec, CodecType(member));
}
