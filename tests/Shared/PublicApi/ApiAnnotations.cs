using System.Reflection;
using System.Runtime.CompilerServices;

namespace OrleansStream.Tests.PublicApi;

/// <summary>
/// What the compiler notes beside one type reference: nullability and tuple names. Both are lists in the order in which the
/// type's tree is read from the root, so they are consumed while the name is written.
/// </summary>
internal sealed class ApiAnnotations
{
    private readonly byte[]? _flags;
    private readonly byte _everywhere;
    private readonly IList<string?>? _tupleNames;
    private int _nextFlag;
    private int _nextName;

    private ApiAnnotations(byte[]? flags, byte everywhere, IList<string?>? tupleNames)
    {
        _flags = flags;
        _everywhere = everywhere;
        _tupleNames = tupleNames;
    }

    /// <summary>No notes at all.</summary>
    internal static ApiAnnotations None => new(null, 0, null);

    /// <summary>The notes of a member, parameter or generic parameter.</summary>
    /// <param name="target">What carries the attributes.</param>
    /// <param name="scope">The innermost member or type whose default nullability holds for it.</param>
    internal static ApiAnnotations Of(ICustomAttributeProvider target, MemberInfo? scope)
    {
        IList<string?>? names = target.GetCustomAttributes(typeof(TupleElementNamesAttribute), inherit: false)
            .Cast<TupleElementNamesAttribute>().FirstOrDefault()?.TransformNames;
        NullableAttribute? own = target.GetCustomAttributes(typeof(NullableAttribute), inherit: false).Cast<NullableAttribute>().FirstOrDefault();
        return own switch
        {
            null => new ApiAnnotations(null, DefaultOf(scope), names),
            { NullableFlags: [byte one] } => new ApiAnnotations(null, one, names),
            _ => new ApiAnnotations(own.NullableFlags, 0, names),
        };
    }

    /// <summary>The nullability of the next type in the tree: 0 unknown, 1 not null, 2 may be null.</summary>
    internal byte NextFlag() => _flags is null ? _everywhere : _nextFlag < _flags.Length ? _flags[_nextFlag++] : (byte)0;

    /// <summary>The names of the next tuple's elements; null for an element without a name.</summary>
    internal string?[] NextTupleNames(int count)
    {
        string?[] names = new string?[count];
        for (int at = 0; _tupleNames is not null && at < count; at++)
        {
            names[at] = _tupleNames[_nextName++];
        }

        return names;
    }

    private static byte DefaultOf(MemberInfo? scope)
    {
        for (MemberInfo? at = scope; at is not null; at = at.DeclaringType)
        {
            if (at.GetCustomAttribute<NullableContextAttribute>() is { } context)
            {
                return context.Flag;
            }
        }

        return 0;
    }
}
