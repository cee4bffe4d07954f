using System.Text.Json;

namespace OrleansStream.Outputs;

/// <summary>What publishing a batch of files needs, in any process.</summary>
/// <param name="Target">The directory that readers will see.</param>
/// <param name="Staging">The hidden directory of the batch, with all attempts.</param>
/// <param name="Ready">The directory in it that becomes the target.</param>
/// <param name="Success">What <c>_SUCCESS</c> says: which run of which batch this is.</param>
/// <param name="Roll">What more it needs if the batch is gathered with others.</param>
internal sealed record FileSinkToken(string Target, string Staging, string Ready, string Success, FileRollToken? Roll = null)
{
    internal ReadOnlyMemory<byte> ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <exception cref="InvalidDataException">The bytes are not such a token.</exception>
    internal static FileSinkToken From(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            if (JsonSerializer.Deserialize<FileSinkToken>(bytes.Span) is { Target: not null, Staging: not null, Ready: not null, Success: not null } token)
            {
                return token;
            }
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"What was prepared of an output of files cannot be read: {error.Message}", error);
        }

        throw new InvalidDataException("What was prepared of an output of files is incomplete.");
    }
}
