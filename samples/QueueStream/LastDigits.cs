using OrleansStream;

namespace Samples.QueueStream;

/// <summary>Counts the numbers of each batch by their last digit.</summary>
/// <param name="queue">Gives each batch its dataset.</param>
public sealed class LastDigits(Queue<Rdd<long>> queue) : IStreamingJob
{
    public void Define(StreamingContext ssc, JobArguments args) =>
        ssc.QueueStream(queue)
            .Map(number => (number % 10, 1L))
            .ReduceByKey((a, b) => a + b)
            .Print();
}
