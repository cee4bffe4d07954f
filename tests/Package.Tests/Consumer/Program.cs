using OrleansStream;

// A user's program over the packages; the test expects what expected.txt holds.
await using var ssc = new StreamingContext(TimeSpan.FromMilliseconds(50));
var lines = new Queue<Rdd<string>>([ssc.MakeRdd(["to be or not to be"])]);
ssc.QueueStream(lines)
    .FlatMap(line => line.Split(' '))
    .Map(word => (word, 1L))
    .ReduceByKey((a, b) => a + b)
    .ForeachRdd(async rdd =>
    {
        foreach ((string word, long count) in (await rdd.CollectAsync()).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Console.WriteLine($"{word} {count}");
        }

        ssc.RequestStop();
    });
await ssc.RunAsync();
