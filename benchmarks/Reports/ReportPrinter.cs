namespace OrleansStream.Benchmarks;

/// <summary>Prints reports for people.</summary>
internal sealed class ReportPrinter(TextWriter output)
{
    public void PrintHost(HostFacts host)
    {
        output.WriteLine($"runtime   {host.Runtime}, {host.Architecture}, {host.OperatingSystem}");
        output.WriteLine(FormattableString.Invariant($"machine   {host.Cores} cores, vectors of {host.Vectors}"));
        output.WriteLine($"gc        {host.GarbageCollector}");
        output.WriteLine($"jit       {host.Tiering}");
        output.WriteLine($"settings  {(host.Settings.Count == 0 ? "none in the environment" : string.Join(' ', host.Settings))}");
        if (host.LoadAverage is not null)
        {
            output.WriteLine($"load      {host.LoadAverage} (before the run; another busy process makes times worse, ratios less so)");
        }

        if (!host.Optimized)
        {
            output.WriteLine("WARNING   this is a Debug build; its numbers mean nothing. Use -c Release.");
        }
    }

    public void PrintWorkload(WorkloadReport report)
    {
        output.WriteLine();
        output.WriteLine(FormattableString.Invariant(
            $"{report.Workload}, {report.Threads} thread{(report.Threads == 1 ? "" : "s")}{(report.Polluted ? ", polluted" : "")}: {report.Description}; all variants say {report.Answer}"));
        int width = Math.Max(10, report.Variants.Max(v => v.Name.Length));
        output.WriteLine($"  input: {report.Input}");
        output.WriteLine(Row(width, "variant", "kind", "M records/s", "ns/record", "min-max", "cold", "B/record", "gen0/1/2", "x natural", "x limit"));
        foreach (VariantReport v in report.Variants)
        {
            output.WriteLine(Row(
                width,
                v.Name,
                v.Kind.ToString(),
                Number(v.RecordsPerSecond.Median / 1e6, 2),
                Number(v.NsPerRecord.Median, 2),
                $"{Number(v.NsPerRecord.Min, 2)}-{Number(v.NsPerRecord.Max, 2)}",
                Number(v.ColdNsPerRecord, 2),
                Number(v.AllocatedBytesPerRecord, 2),
                $"{Number(v.Gen0PerRun, 1)}/{Number(v.Gen1PerRun, 1)}/{Number(v.Gen2PerRun, 1)}",
                v.ToNatural is { } natural ? Number(natural.Median, 2) : "-",
                v.ToLimit is { } limit ? Number(limit.Median, 2) : "-"));
        }
    }

    private static string Number(double value, int decimals) =>
        value.ToString("F" + decimals.ToString(System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);

    private static string Row(int width, string name, string kind, string records, string ns, string range, string cold, string bytes, string gens, string natural, string limit) =>
        $"  {name.PadRight(width)}  {kind,-11} {records,11} {ns,9} {range,17} {cold,9} {bytes,9} {gens,13} {natural,9} {limit,8}";
}
