using System.Linq.Expressions;

namespace OrleansStream.Encoding;

/// <summary>Refuses to leave null in members that are declared never to be null.</summary>
internal static class MissingMembers
{
    /// <summary>Checks the members that the data does not have.</summary>
    /// <exception cref="ShapeMismatchException">One is a reference that may not be null, and nothing gives it a value.</exception>
    internal static void Check(ObjectModel model, IReadOnlyList<ObjectMember> read, string path)
    {
        foreach (MemberModel member in model.Members)
        {
            if (member.IsNullable || member.Type.IsValueType || read.Any(r => r.Model == member) || member.Parameter is { HasDefaultValue: true })
            {
                continue;
            }

            Exception? cause = null;
            if (member.Parameter is null && HasInitializer(model, member, out cause))
            {
                continue;
            }

            throw new ShapeMismatchException(
                $"{path}.{member.CodeName}",
                $"the data has no such member, and {TypeNames.Of(member.Type)} may not be null. Declare it nullable, or give it a default.",
                cause);
        }
    }

    // Whether a member has an initial value shows only in an object: one is made, with defaults for all parameters.
    private static bool HasInitializer(ObjectModel model, MemberModel member, out Exception? cause)
    {
        Expression made = ObjectCompiler.Construct(model, new Dictionary<MemberModel, Expression>());
        Expression value = Expression.Convert(Expression.MakeMemberAccess(made, member.Member), typeof(object));
        try
        {
            cause = null;
            return Expression.Lambda<Func<object?>>(value).Compile()() is not null;
        }
        catch (Exception e)
        {
            // The constructor does not accept defaults: it gives no value; the refusal carries the reason.
            cause = e;
            return false;
        }
    }
}
