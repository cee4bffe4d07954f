using OrleansStream;
using Samples;
using Samples.QueueStream;

var command = new SampleCommand("Counts numbers by their last digit, batch by batch; it puts a thousand numbers into a queue for each batch.");
return await command.RunAsync(args, async (ssc, _, stopping) =>
{
    var queue = new Queue<Rdd<long>>();
    new LastDigits(queue).Define(ssc, JobArguments.Empty);
    await using ITimer feeding = TimeProvider.System.CreateTimer(_ => Feed(), null, TimeSpan.Zero, ssc.BatchInterval);
    await ssc.RunAsync(stopping);

    void Feed()
    {
        // The job takes from the queue under the same lock.
        lock (queue)
        {
            queue.Enqueue(ssc.Range(1, 1001, partitions: 10));
        }
    }
});
