namespace OrleansStream.Encoding;

/// <summary>Copies a struct or a record and replaces those fields that hold slices.</summary>
/// <param name="copy">Makes the copy from the detachers of the fields.</param>
/// <param name="parts">The detachers.</param>
/// <param name="derived">For records of a derived type, whose further fields are not known; null if there can be none.</param>
internal sealed class FieldsDetacher<T>(FieldwiseCopy<T> copy, object[] parts, Detacher<T>? derived) : Detacher<T>
{
    internal override T Detach(T record, KeyArena? arena)
    {
        if (record is null)
        {
            return record;
        }

        return derived is null || record.GetType() == typeof(T) ? copy(parts, record, arena) : derived.Detach(record, arena);
    }
}
