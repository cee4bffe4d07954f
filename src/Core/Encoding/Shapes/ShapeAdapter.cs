namespace OrleansStream.Encoding;

/// <summary>Makes readers of data that was written with other shapes than the present codecs have.</summary>
/// <remarks>One instance serves one pair of root shapes. Shapes that refer to themselves are closed by deferred codecs.</remarks>
internal sealed class ShapeAdapter
{
    private readonly Dictionary<(Type Type, TypeShape Reader, TypeShape Writer), object?> _made = [];
    private readonly Dictionary<(Type Type, TypeShape Reader, TypeShape Writer), object> _deferred = [];
    private int _maxDepth = JobEncoding.DefaultMaxDepth;

    /// <summary>A codec for values of <typeparamref name="T"/> that reads what a codec of shape <paramref name="writer"/> wrote.</summary>
    /// <param name="codec">The present codec.</param>
    /// <param name="writer">The shape of the data.</param>
    /// <param name="path">The member, for messages.</param>
    internal Codec<T> Adapt<T>(Codec<T> codec, TypeShape writer, string path)
    {
        if (codec is DeferredCodec<T> standIn)
        {
            _maxDepth = standIn.MaxDepth;
            codec = standIn.Target;
        }

        if (writer.Fingerprint == codec.Shape.Fingerprint)
        {
            return codec;
        }

        (Type, TypeShape, TypeShape) key = (typeof(T), codec.Shape, writer);
        if (_made.TryGetValue(key, out object? known))
        {
            if (known is not null)
            {
                return (Codec<T>)known;
            }

            // Being made further up: stand in for it.
            if (!_deferred.TryGetValue(key, out object? deferred))
            {
                deferred = new DeferredCodec<T>(writer, _maxDepth, path);
                _deferred.Add(key, deferred);
            }

            return (Codec<T>)deferred;
        }

        _made.Add(key, null);
        Codec<T> made = codec.AdaptWith(this, writer, path);
        _made[key] = made;
        if (_deferred.TryGetValue(key, out object? waiting))
        {
            ((DeferredCodec<T>)waiting).Target = made;
        }

        return made;
    }

    /// <summary>The refusal of a change that may lose data.</summary>
    internal static ShapeMismatchException Refuse(string path, TypeShape writer, TypeShape reader) => new(
        path,
        $"the data holds {writer.Name} ({writer.Kind}), the code declares {reader.Name} ({reader.Kind}). "
            + "Only numbers may become wider and values optional by themselves: keep the old type, or give the member a new name.");

    /// <summary>What a reader of old data says when it is asked to write.</summary>
    internal static InvalidOperationException ReadsOnly() =>
        new("This codec reads data of an older shape and cannot write. Write with the codec that ForWriter was called on.");
}
