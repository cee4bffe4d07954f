using Confluent.Kafka;

namespace OrleansStream.Kafka.Tests;

/// <summary>A theory that runs against real brokers, which an environment variable names; skipped without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrokersTheoryAttribute : TheoryAttribute
{
    /// <summary>The client's settings, such as <c>bootstrap.servers=host:9092;security.protocol=SASL_SSL</c>.</summary>
    private const string Variable = "ORLEANSSTREAM_TEST_KAFKA";

    public BrokersTheoryAttribute() => Skip = Settings is null ? $"{Variable} names no brokers." : null;

    internal static ClientConfig Client => new(Settings!
        .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(setting => setting.Split('=', 2))
        .ToDictionary(setting => setting[0], setting => setting[1]));

    private static string? Settings => Environment.GetEnvironmentVariable(Variable);
}
