using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Copies records out of the batch's blocks, for results that outlive the batch.</summary>
internal static class Detaching
{
    /// <summary>The records as an array that stays valid.</summary>
    internal static T[] Detach<T>(List<T> records, JobEncoding encoding)
    {
        T[] kept = [.. records];
        encoding.DetacherFor<T>()?.DetachAll(kept, arena: null);
        return kept;
    }
}
