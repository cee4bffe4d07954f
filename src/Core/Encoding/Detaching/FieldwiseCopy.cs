namespace OrleansStream.Encoding;

/// <summary>Copies a value, each of some fields replaced by what its part makes of it.</summary>
internal delegate T FieldwiseCopy<T>(object[] parts, T value, KeyArena? arena);
