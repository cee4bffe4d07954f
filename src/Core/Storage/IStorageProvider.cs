namespace OrleansStream.Storage;

/// <summary>Opens places of one service by their addresses. Give one to <see cref="StreamingContextOptions.Storage"/> for each service that a job uses.</summary>
/// <remarks>Safe for any number of threads.</remarks>
public interface IStorageProvider
{
    /// <summary>What its addresses look like, for messages: <c>s3://bucket/prefix</c>.</summary>
    string Form { get; }

    /// <summary>Opens a place, if it is one of this service's. Calls nothing yet.</summary>
    /// <param name="place">The address.</param>
    /// <returns>What is there, or null if the address is not one of this service's.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="place"/> is null.</exception>
    /// <exception cref="ArgumentException">The address is one of this service's, and lacks something; the message says what.</exception>
    IObjectStore? TryOpen(Uri place);
}
