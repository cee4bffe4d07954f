using OrleansStream.Execution;

namespace OrleansStream.Sources;

/// <summary>Makes a dataset of files; how depends on what is in them.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <param name="scope">Where the dataset lives.</param>
/// <param name="files">The files, in order.</param>
/// <param name="splitBytes">How large a part one task reads.</param>
/// <param name="info">What the dataset is called in errors.</param>
internal delegate Rdd<T> FileDataset<T>(BatchScope scope, IReadOnlyList<FileFacts> files, long splitBytes, OperatorInfo info);
