using System.Text.Json;

namespace OrleansStream.Outputs;

/// <summary>What publishing a batch in an object store needs, in any process.</summary>
/// <param name="Folder">The address of the folder that all names are within.</param>
/// <param name="Target">The folder in it that readers will see.</param>
/// <param name="Staging">The hidden folder of the batch, with all attempts.</param>
/// <param name="Parts">The staged objects that count, each with the name that readers will see.</param>
/// <param name="Success">What <c>_SUCCESS</c> says: which run of which batch this is.</param>
internal sealed record ObjectSinkToken(string Folder, string Target, string Staging, IReadOnlyList<ObjectSinkPart> Parts, string Success)
{
    internal ReadOnlyMemory<byte> ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <exception cref="InvalidDataException">The bytes are not such a token.</exception>
    internal static ObjectSinkToken From(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            if (JsonSerializer.Deserialize<ObjectSinkToken>(bytes.Span) is { Folder: not null, Target: not null, Staging: not null, Parts: not null, Success: not null } token)
            {
                return token;
            }
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"What was prepared of an output in an object store cannot be read: {error.Message}", error);
        }

        throw new InvalidDataException("What was prepared of an output in an object store is incomplete.");
    }
}
