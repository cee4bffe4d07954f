using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;

namespace OrleansStream.Databases;

/// <summary>The columns that records have by their public members.</summary>
internal static class MemberColumns
{
    /// <exception cref="ArgumentException">There are none that could be named.</exception>
    internal static IReadOnlyList<ColumnSpec> Of(Type type)
    {
        ColumnSpec[] columns = type.IsPrimitive || type == typeof(string) || IsTuple(type)
            ? []
            : [.. type.GetMembers(BindingFlags.Public | BindingFlags.Instance).Where(IsColumn).Select(member => ColumnOf(type, member))];
        if (columns.Length == 0)
        {
            throw new ArgumentException($"{type} has no members that columns could be named after: name them with {nameof(TableSpec)}.Column.");
        }

        if (columns.GroupBy(column => column.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"{type} has two members for the column '{twice.Key}': name one with [Column].");
        }

        return columns;
    }

    private static bool IsTuple(Type type) => type.IsAssignableTo(typeof(System.Runtime.CompilerServices.ITuple));

    private static bool IsColumn(MemberInfo member) =>
        member is FieldInfo or PropertyInfo { CanRead: true }
        && member is not PropertyInfo { GetMethod.IsPublic: false }
        && (member as PropertyInfo)?.GetIndexParameters() is null or []
        && member.GetCustomAttribute<NotMappedAttribute>() is null;

    private static ColumnSpec ColumnOf(Type type, MemberInfo member)
    {
        ParameterExpression record = Expression.Parameter(type, "record");
        MemberExpression value = Expression.MakeMemberAccess(record, member);
        var given = member.GetCustomAttribute<ColumnAttribute>();
        return new ColumnSpec(
            given?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name),
            Expression.Lambda(value, record),
            given?.TypeName,
            MayBeNull(member),
            IsKey: member.GetCustomAttribute<KeyAttribute>() is not null);
    }

    private static bool MayBeNull(MemberInfo member)
    {
        var context = new NullabilityInfoContext();
        NullabilityInfo info = member is PropertyInfo property ? context.Create(property) : context.Create((FieldInfo)member);
        return info.ReadState != NullabilityState.NotNull;
    }
}
