using System.Security.Cryptography;
using OrleansStream.Storage;

namespace OrleansStream.Outputs;

/// <summary>Every name that an output in an object store uses, for readers and behind the scenes.</summary>
/// <remarks>
/// Readers see <c>prefix-TIME[.suffix]/part-00000 … _SUCCESS</c>, as in directories. Until then a batch lies under a hidden folder beside it: one for the
/// batch, in it one for each job and output, in that one for each epoch and attempt. So no two runs ever write one object.
/// </remarks>
internal sealed record ObjectSinkNames
{
    private readonly string _stem;
    private readonly string _ending;

    /// <param name="prefix">The address that the names of batches begin with.</param>
    /// <param name="suffix">What they end with, after a dot; empty for neither.</param>
    /// <exception cref="ArgumentException">The prefix names no place in a folder, or the suffix cannot be part of a name.</exception>
    internal ObjectSinkNames(Uri prefix, string suffix)
    {
        if (prefix.Query.Length > 0)
        {
            throw new ArgumentException(
                $"prefix is '{Addresses.Shown(prefix)}' and a query. Outputs take no signed addresses, since what they are to publish is kept with its address: give the provider the credential.", nameof(prefix));
        }

        if (prefix.AbsolutePath.Length <= 1)
        {
            throw new ArgumentException($"prefix is '{Addresses.Shown(prefix)}'; it must have a path within the place, which the names of batches begin with.", nameof(prefix));
        }

        if (suffix.Contains('/', StringComparison.Ordinal))
        {
            throw new ArgumentException($"suffix is '{suffix}'; it must not have a '/'.", nameof(suffix));
        }

        // The provider takes the folder as an address, and the store names as they are.
        string address = prefix.GetLeftPart(UriPartial.Path);
        int end = address.LastIndexOf('/') + 1;
        Folder = address[..end];
        _stem = address[end..] is { Length: > 0 } name ? Uri.UnescapeDataString(name) + "-" : "";
        _ending = suffix.Length == 0 ? "" : "." + suffix;
    }

    /// <summary>The address of the folder that all names are within.</summary>
    internal string Folder { get; }

    /// <summary>The folder that readers will see.</summary>
    internal string Target(BatchTime time) => FormattableString.Invariant($"{_stem}{time.Milliseconds}{_ending}");

    /// <summary>The hidden folder of a batch of an output, shared by its attempts.</summary>
    internal string Staging(SinkBatch batch)
    {
        byte[] owner = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{batch.Job}\n{batch.Output}"));
        return $".{Target(batch.Time)}/{Convert.ToHexStringLower(owner.AsSpan(0, 16))}";
    }

    /// <summary>The folder of one attempt.</summary>
    internal string Attempt(SinkBatch batch) => FormattableString.Invariant($"{Staging(batch)}/epoch-{batch.Epoch}-attempt-{batch.Attempt}");

    /// <summary>The object of one attempt at one partition.</summary>
    internal string Part(SinkBatch batch, int partition, int taskAttempt) =>
        FormattableString.Invariant($"{Attempt(batch)}/{FileSinkNames.PartName(partition)}.attempt-{taskAttempt}");

    /// <inheritdoc/>
    public override string ToString() => $"{Folder}{Addresses.Escape(_stem)}TIME{Addresses.Escape(_ending)}";
}
