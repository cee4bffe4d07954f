using System.Reflection;

namespace OrleansStream.Encoding;

/// <summary>A field of a composite key.</summary>
/// <param name="Name">The name by which fields are ordered: that of the property behind which it stands, if any.</param>
/// <param name="Field">The field.</param>
/// <param name="Part">Its identity.</param>
internal readonly record struct KeyField(string Name, FieldInfo Field, IKeyPart Part);
