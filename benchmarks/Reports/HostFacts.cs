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
        IReadOnlyDictionary<string, object> configuration = GC.GetConfigurationVariables();
        string mode = GCSettings.IsServerGC ? "server" : "workstation";
        string concurrent = configuration.TryGetValue("ConcurrentGC", out object? on) && on is true ? "concurrent" : "not concurrent";
        string gen0 = configuration.TryGetValue("GCGen0Size", out object? size) && size is long and > 0
            ? FormattableString.Invariant($"{size} bytes")
            : "the runtime's choice";
        return $"{mode}, {concurrent}, gen0 budget {gen0}";
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
