using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using OrleansStream.Checkpoints;
using OrleansStream.Encoding;

namespace OrleansStream;

/// <summary>A key with its state at a committed batch, as JSON.</summary>
/// <param name="BatchTime">The batch.</param>
/// <param name="Key">The key; null if it is null.</param>
/// <param name="State">The state; null if it is null.</param>
public sealed record StateEntryJson(BatchTime BatchTime, JsonNode? Key, JsonNode? State)
{
    /// <summary>Reads what is left, then lets the version go, also if the loop is left before.</summary>
    internal static async IAsyncEnumerable<StateEntryJson> ReadAsync(StatePageReader pages, [EnumeratorCancellation] CancellationToken cancellation)
    {
        try
        {
            while (await pages.ReadAsync(cancellation).ConfigureAwait(false) is { } page)
            {
                JsonNode?[] keys = ShapeValues.ReadBlock(page.Keys.Span, TypeShape.Decode(page.KeyShape.Span));
                JsonNode?[] states = ShapeValues.ReadBlock(page.States.Span, TypeShape.Decode(page.StateShape.Span));
                for (int i = 0; i < keys.Length; i++)
                {
                    yield return new StateEntryJson(pages.Batch!.Value, keys[i], states[i]);
                }
            }
        }
        finally
        {
            pages.End();
        }
    }
}
