namespace OrleansStream.WebHdfs.Tests;

/// <summary>What becomes of a request of a writer.</summary>
internal enum Fate
{
    /// <summary>It is answered.</summary>
    Pass,

    /// <summary>It takes effect, and the connection ends before the answer.</summary>
    LoseAnswer,

    /// <summary>The connection ends before it.</summary>
    LoseRequest,

    /// <summary>The writer's process ends before it.</summary>
    DieBefore,

    /// <summary>It takes effect, and the writer's process ends.</summary>
    DieAfter,
}
