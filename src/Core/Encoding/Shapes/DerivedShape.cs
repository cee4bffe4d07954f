namespace OrleansStream.Encoding;

/// <summary>One of the types that a polymorphic member may hold.</summary>
/// <param name="Discriminator">
/// The type's stored name: the discriminator of <c>[JsonDerivedType]</c> (a number as <c>#n</c>), empty for the declared type itself.
/// </param>
/// <param name="Type">Its shape, of kind <see cref="ShapeKind.Class"/> or <see cref="ShapeKind.Struct"/>.</param>
public readonly record struct DerivedShape(string Discriminator, TypeShape Type);
