using System.Diagnostics;
using System.Runtime;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OrleansStream.Benchmarks;

/// <summary>What a reader must know about process and machine before believing a number.</summary>
/// <remarks>Settings are the variables of the environment that steer GC and JIT; they override those of the build.</remarks>
internal sealed record HostFacts(
    string Runtime,
    string Architecture,
    string OperatingSystem,
    int Cores,
    string Vectors,
    string GarbageCollector,
    string Tiering,
    bool Optimized,
    string? LoadAverage,
    IReadOnlyList<string> Settings)
{
    private const string LoadFile = "/proc/loadavg";

    public static HostFacts Read() => new(
        RuntimeInformation.FrameworkDescription,
        RuntimeInformation.ProcessArchitecture.ToString(),
        RuntimeInformation.OSDescription,
        Environment.ProcessorCount,
        Vector512.IsHardwareAccelerated ? "512 bits" : Vector256.IsHardwareAccelerated ? "256 bits" : "128 bits or less",
        DescribeGc(),
        $"tiered compilation {Switch("TieredCompilation")}, dynamic PGO {Switch("TieredPGO")}, quick JIT for loops {Switch("TC_QuickJitForLoops")}",
        IsOptimized(),
        File.Exists(LoadFile) ? File.ReadAllText(LoadFile).Trim() : null,
        ReadSettings());

    private static string DescribeGc()
    {
        // The latency mode tells what the process got; the collector's configuration only what it was asked for.
        string concurrent = GCSettings.LatencyMode == GCLatencyMode.Batch ? "not concurrent" : "concurrent";
        return $"{(GCSettings.IsServerGC ? "server" : "workstation")}, {concurrent}";
    }

    // The environment wins over the build's runtimeconfig, where a knob has its documented name.
    private static string Switch(string name)
    {
        string? value = Environment.GetEnvironmentVariable("DOTNET_" + name);
        if (value is not null)
        {
            return value == "0" ? "off" : "on";
        }

        string knob = name == "TC_QuickJitForLoops" ? "TieredCompilation.QuickJitForLoops" : name;
        return AppContext.TryGetSwitch("System.Runtime." + knob, out bool set) && !set ? "off" : "on";
    }

    private static bool IsOptimized() =>
        typeof(HostFacts).Assembly.GetCustomAttributes(typeof(DebuggableAttribute), false) is not [DebuggableAttribute { IsJITOptimizerDisabled: true }];

    private static string[] ReadSettings() =>
    [
        .. Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(IsRuntimeKnob)
            .Order(StringComparer.Ordinal)
            .Select(name => $"{name}={Environment.GetEnvironmentVariable(name)}"),
    ];

    private static bool IsRuntimeKnob(string name) =>
        name.StartsWith("DOTNET_GC", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("DOTNET_Tiered", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("DOTNET_TC_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("DOTNET_ReadyToRun", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("DOTNET_Enable", StringComparison.OrdinalIgnoreCase);
}
