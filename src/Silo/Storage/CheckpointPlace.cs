using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OrleansStream.Checkpoints;
using OrleansStream.Storage;

namespace OrleansStream.Silo;

/// <summary>A directory or an address, with a folder for each name that the cluster keeps things under.</summary>
/// <param name="storage">What knows addresses.</param>
/// <param name="place">The directory or the address.</param>
internal sealed class CheckpointPlace(StorageProviders storage, string place)
{
    // File systems have 255 bytes for the name of a directory.
    private const int LongestFolder = 200;

    /// <summary>Whether a place is the same one for every process: no path from where a process happens to be.</summary>
    internal static bool IsFull(string place) => Path.IsPathFullyQualified(place) || Addresses.IsOne(place);

    /// <summary>Opens the folder of a job, or of what else has a name.</summary>
    /// <exception cref="ArgumentException">The place is an address that is not known.</exception>
    internal ICheckpointStore Open(string name) => storage.OpenCheckpoint(PlaceOf(FolderOf(name)));

    /// <summary>Opens the place itself and a folder in it, which calls nothing.</summary>
    /// <exception cref="ArgumentException">One of them cannot be opened.</exception>
    internal void Check()
    {
        // An address without a container would be one with the folder's name for a container.
        _ = storage.OpenCheckpoint(place);
        _ = Open("job");
    }

    private string PlaceOf(string folder)
    {
        if (!Addresses.IsOne(place) || !Uri.TryCreate(place, UriKind.Absolute, out Uri? address))
        {
            return $"{place.TrimEnd('/')}/{folder}";
        }

        // What follows the path, such as a signature, is still to follow it.
        var inPlace = new UriBuilder(address);
        inPlace.Path = $"{inPlace.Path.TrimEnd('/')}/{folder}";
        return inPlace.Uri.AbsoluteUri;
    }

    /// <summary>A folder's name, another one for every name: what file systems and addresses take as it is stays, other characters are <c>=</c> and two
    /// digits for each byte.</summary>
    internal static string FolderOf(string name)
    {
        var folder = new StringBuilder();
        foreach (byte value in System.Text.Encoding.UTF8.GetBytes(name))
        {
            char character = (char)value;
            _ = char.IsAsciiLetterOrDigit(character) || character is '-' or '_' || (character == '.' && folder.Length > 0)
                ? folder.Append(character)
                : folder.Append(CultureInfo.InvariantCulture, $"={value:X2}");
        }

        return folder.Length <= LongestFolder
            ? folder.ToString()
            : $"{folder.ToString(0, LongestFolder / 2)}=={Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)))}";
    }
}
