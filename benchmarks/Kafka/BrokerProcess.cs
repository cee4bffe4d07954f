using System.Diagnostics;
using System.Globalization;
using OrleansStream.Tests.Kafka;

namespace OrleansStream.KafkaBenchmarks;

/// <summary>A broker in a process of its own, so that its work is not on this one's account.</summary>
internal sealed class BrokerProcess : IDisposable
{
    internal const string Verb = "broker";

    private readonly Process _process;

    private BrokerProcess(Process process, string server)
    {
        _process = process;
        Server = server;
    }

    /// <summary>Its address, as <c>host:port</c>.</summary>
    internal string Server { get; }

    /// <summary>Starts one with a topic.</summary>
    internal static BrokerProcess Start(string topic, int partitions)
    {
        Process process = Process.Start(new ProcessStartInfo(
            "dotnet", ["exec", typeof(BrokerProcess).Assembly.Location, Verb, topic, partitions.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        return new BrokerProcess(process, process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The broker has not started."));
    }

    /// <summary>Is one, until its input ends.</summary>
    internal static async Task<int> RunAsync(string topic, int partitions)
    {
        var broker = new TransactionalBroker();
        await using (broker.ConfigureAwait(false))
        {
            broker.Create(topic, partitions);
            await Console.Out.WriteLineAsync(broker.Server).ConfigureAwait(false);
            await Task.Run(Console.In.ReadToEnd).ConfigureAwait(false);
            return 0;
        }
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
