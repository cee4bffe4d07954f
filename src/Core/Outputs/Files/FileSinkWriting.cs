namespace OrleansStream.Outputs;

/// <summary>Makes what writes one attempt at one partition.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <param name="file">Where to; the writer closes it.</param>
/// <param name="path">Its path, for errors.</param>
/// <param name="taskAttempt">Which run of the task this is.</param>
internal delegate FileSinkWriter<T> FileSinkWriting<T>(Stream file, string path, int taskAttempt);
