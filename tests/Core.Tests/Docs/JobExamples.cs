using Microsoft.Extensions.DependencyInjection;

namespace OrleansStream.Core.Tests.Docs;

/// <summary>Jobs as the documentation shows them.</summary>
internal static class JobExamples
{
    public sealed class WordCount : IStreamingJob
    {
        public void Define(StreamingContext ssc, JobArguments args) =>
            ssc.SocketTextStream(args.Get("host", "localhost"), args.Get<int>("port"))
                .FlatMap(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Filter(word => word.Length >= args.Get("shortest", 1))
                .Map(word => (word, 1L))
                .ReduceByKey((a, b) => a + b)
                .SaveAsTextFiles(args.Get("output", "counts"));
    }

    public sealed class Alarms : IStreamingJob, IConfigureJobServices
    {
        public void ConfigureServices(IServiceCollection services, JobArguments args) =>
            services.AddSingleton(new Mailbox(args.Get<string>("to")));

        public void Define(StreamingContext ssc, JobArguments args)
        {
            var mailbox = ssc.Services.GetRequiredService<Mailbox>();
            ssc.SocketTextStream("localhost", args.Get<int>("port"))
                .Filter(line => line.StartsWith("ERROR", StringComparison.Ordinal))
                .ForeachRdd(async (rdd, time, cancellation) =>
                {
                    foreach (string line in await rdd.TakeAsync(10, cancellation))
                    {
                        await mailbox.SendAsync($"{time}: {line}", cancellation);
                    }
                });
        }
    }

    /// <summary>What the examples send to.</summary>
    internal sealed class Mailbox(string address)
    {
        private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal string Address => address;

        internal Task<string> First => _first.Task;

        internal Task SendAsync(string message, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            _first.TrySetResult(message);
            return Task.CompletedTask;
        }
    }
}
