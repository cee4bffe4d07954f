using System.Text.Json;
using OrleansStream.Execution;
using OrleansStream.Outputs;

namespace OrleansStream;

/// <summary>A record on which an operator's function threw, diverted by <see cref="DStream{T}.DivertErrors"/>.</summary>
/// <param name="Operator">The operator's name.</param>
/// <param name="BatchTime">The batch.</param>
/// <param name="Partition">The partition of the operator's input that held the record.</param>
/// <param name="Record">The record as text, as <c>Print</c> writes it.</param>
/// <param name="ErrorType">The full name of the exception's type.</param>
/// <param name="ErrorMessage">The exception's message.</param>
/// <param name="Details">The exception in full, with its stack.</param>
/// <remarks>As text, a letter is one line of JSON.</remarks>
public sealed record DeadLetter(
    string Operator, BatchTime? BatchTime, int Partition, string Record, string ErrorType, string ErrorMessage, string Details)
{
    /// <summary>The letter as one line of JSON; the batch time is in milliseconds.</summary>
    public override string ToString() => JsonSerializer.Serialize(new
    {
        @operator = Operator,
        batchTime = BatchTime?.Milliseconds,
        partition = Partition,
        record = Record,
        errorType = ErrorType,
        errorMessage = ErrorMessage,
        details = Details,
    });

    internal static DeadLetter Of<T>(T record, OperatorInfo info, BatchTime? time, int partition, Exception error) =>
        new(info.Name, time, partition, TextOf(record), error.GetType().FullName ?? error.GetType().Name, error.Message, error.ToString());

    private static string TextOf<T>(T record)
    {
        try
        {
            return RecordText.Of(record);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // A record that cannot even be printed must not fail the batch that its letter saves.
            return $"({typeof(T).Name} whose text cannot be made: {error.Message})";
        }
    }
}
