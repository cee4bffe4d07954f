using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>What a job's encoding has for a type that is known at run time only.</summary>
internal abstract class TypeParts
{
    internal static TypeParts Of(Type type) => (TypeParts)Activator.CreateInstance(typeof(TypeParts<>).MakeGenericType(type))!;

    internal abstract object Find(RecipeTag tag, JobEncoding encoding);
}
