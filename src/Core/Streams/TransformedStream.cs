namespace OrleansStream.Streams;

/// <summary>What all streams that a function makes from datasets have in common.</summary>
internal static class TransformedStream
{
    /// <summary>Why a stream of an asynchronous function works in one process only.</summary>
    internal const string MayRunActions =
        "its function may run actions, whose results differ from process to process. Use a form that only builds on the datasets.";
}
