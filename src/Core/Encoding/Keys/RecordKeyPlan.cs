namespace OrleansStream.Encoding;

/// <summary>Appends the fields of a key.</summary>
internal delegate void KeyAppender<T>(T key, ref CanonicalBuffer buffer);

/// <summary>The compiled operations of a record or struct key.</summary>
/// <param name="Signature">Names the identity.</param>
/// <param name="Size">The length of the encoding, or -1.</param>
/// <param name="Parts">The identities of the fields, in encoding order.</param>
/// <param name="Appender">Appends all fields.</param>
/// <param name="Comparer">Compares all fields.</param>
/// <param name="Owner">Copies a key with those fields replaced that refer to foreign memory. Null when no field needs it.</param>
internal sealed record RecordKeyPlan<T>(
    string Signature,
    int Size,
    object[] Parts,
    KeyAppender<T> Appender,
    Func<T, T, bool> Comparer,
    FieldwiseCopy<T>? Owner);
