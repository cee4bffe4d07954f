using System.Linq.Expressions;
using System.Text;
using System.Text.RegularExpressions;

namespace OrleansStream.Databases;

/// <summary>How values are stored in PostgreSQL.</summary>
internal static partial class PostgreSqlTypes
{
    private static readonly Dictionary<Type, string> Names = new()
    {
        [typeof(bool)] = "boolean",
        [typeof(short)] = "smallint",
        [typeof(int)] = "integer",
        [typeof(long)] = "bigint",
        [typeof(float)] = "real",
        [typeof(double)] = "double precision",
        [typeof(decimal)] = "numeric",
        [typeof(string)] = "text",
        [typeof(Guid)] = "uuid",
        [typeof(DateTimeOffset)] = "timestamp with time zone",
        [typeof(DateOnly)] = "date",
        [typeof(TimeOnly)] = "time",
        [typeof(TimeSpan)] = "interval",
        [typeof(byte[])] = "bytea",
    };

    // PostgreSQL has no unsigned numbers and none of one byte.
    private static readonly Dictionary<Type, Type> Wider = new()
    {
        [typeof(byte)] = typeof(short),
        [typeof(sbyte)] = typeof(short),
        [typeof(ushort)] = typeof(int),
        [typeof(uint)] = typeof(long),
        [typeof(ulong)] = typeof(decimal),
        [typeof(Half)] = typeof(float),
    };

    /// <summary>The type of a column for values of a stored type.</summary>
    internal static string NameOf(Type stored) => Names[Nullable.GetUnderlyingType(stored) ?? stored];

    /// <summary>The type that values for a column are converted to: its type without lengths and precisions, which are left to the column.</summary>
    /// <remarks>A conversion that is asked for cuts what is too long, where a column refuses it: <c>'abcd'::varchar(3)</c> is <c>'abc'</c>. Without a length <c>char</c> and <c>bit</c>
    /// have the length 1, so the types of any length take their place.</remarks>
    internal static string ConversionTo(string type)
    {
        var open = new StringBuilder(type.Length);
        bool isQuoted = false;
        int depth = 0;
        foreach (char letter in type)
        {
            isQuoted ^= letter == '"';
            depth += isQuoted ? 0 : letter == '(' ? 1 : 0;
            if (depth == 0)
            {
                open.Append(letter);
            }

            depth -= isQuoted ? 0 : letter == ')' ? 1 : 0;
        }

        return BitOfOne().Replace(CharOfOne().Replace(open.ToString().Trim(), "bpchar"), "varbit");
    }

    /// <summary>A value as the driver is given it, or null if values of its type cannot be stored.</summary>
    internal static Expression? Stored(Expression value)
    {
        Type type = Nullable.GetUnderlyingType(value.Type) ?? value.Type;
        bool isOptional = type != value.Type;
        if (type.IsEnum)
        {
            return Stored(Expression.Convert(value, Optional(type.GetEnumUnderlyingType(), isOptional)));
        }

        if (Wider.TryGetValue(type, out Type? wider))
        {
            return Expression.Convert(value, Optional(wider, isOptional));
        }

        if (type == typeof(DateTimeOffset))
        {
            return Map(value, isOptional, (DateTimeOffset time) => Utc(time));
        }

        if (type == typeof(DateTime))
        {
            return Map(value, isOptional, (DateTime time) => Utc(time));
        }

        if (type == typeof(TimeSpan))
        {
            return Map(value, isOptional, (TimeSpan span) => new TimeSpan(span.Ticks - (span.Ticks % TimeSpan.TicksPerMicrosecond)));
        }

        if (type == typeof(TimeOnly))
        {
            return Map(value, isOptional, (TimeOnly time) => new TimeOnly(time.Ticks - (time.Ticks % TimeSpan.TicksPerMicrosecond)));
        }

        if (type == typeof(char))
        {
            return Map(value, isOptional, (char letter) => letter.ToString());
        }

        if (type == typeof(Utf8Slice))
        {
            return Map(value, isOptional, (Utf8Slice slice) => slice.ToString());
        }

        return Names.ContainsKey(type) ? value : null;
    }

    private static Type Optional(Type type, bool isOptional) => isOptional ? typeof(Nullable<>).MakeGenericType(type) : type;

    /// <summary>A function's result, or null where the value is.</summary>
    private static Expression Map<TFrom, TTo>(Expression value, bool isOptional, Expression<Func<TFrom, TTo>> function)
    {
        if (!isOptional)
        {
            return Expression.Invoke(function, value);
        }

        Type result = Optional(typeof(TTo), typeof(TTo).IsValueType);
        return Expression.Condition(
            Expression.Property(value, nameof(Nullable<>.HasValue)),
            Expression.Convert(Expression.Invoke(function, Expression.Property(value, nameof(Nullable<>.Value))), result),
            Expression.Constant(null, result));
    }

    // The database keeps microseconds; what is cut here is equal there, as keys must know.
    private static DateTimeOffset Utc(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private static DateTimeOffset Utc(DateTime time) => time.Kind == DateTimeKind.Unspecified
        ? throw new ArgumentException($"{time:O} does not say whether it is local or UTC, so it cannot be stored as a point in time; use DateTime.SpecifyKind or DateTimeOffset.")
        : Utc(new DateTimeOffset(time));

    [GeneratedRegex(@"^(national\s+char(acter)?|nchar|char(acter)?)\b(?!\s+varying)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex CharOfOne();

    [GeneratedRegex(@"^bit\b(?!\s+varying)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BitOfOne();
}
