namespace OrleansStream.Stateful;

/// <summary>A partition host does not have what a batch has changed and no commit has stored yet: all that is not committed has to run again.</summary>
internal sealed class StateLostException(string message, Exception? innerException = null) : Exception(message, innerException);
