namespace OrleansStream.Encoding;

/// <summary>A member of a type: its name in the data, its type, and whether it is declared nullable.</summary>
/// <param name="Name">The name; that of the property or field unless <c>[JsonPropertyName]</c> says otherwise.</param>
/// <param name="Type">The member's type.</param>
/// <param name="IsNullable">Whether the declaration allows null.</param>
public readonly record struct MemberShape(string Name, TypeShape Type, bool IsNullable);
