using System.CommandLine;
using OrleansStream.Benchmarks;

ParseResult parsed = BenchmarkCommand.Create(RunAsync).Parse(args);
if (parsed.Errors.Count > 0)
{
    // One line, where the library would print the whole help after it.
    await Console.Error.WriteLineAsync(parsed.Errors[0].Message);
    return 2;
}

return await parsed.InvokeAsync();

static async Task<int> RunAsync(BenchmarkOptions options, CancellationToken stop)
{
    ReportPrinter printer = new(Console.Out);
    HostFacts host = HostFacts.Read();
    printer.PrintHost(host);
    List<WorkloadReport> reports = [];
    try
    {
        foreach (IWorkload workload in options.Workloads)
        {
            IInput input = workload.Generate(options.Seed, options.Size);
            WorkloadRunner runner = new(workload, input, options);
            foreach (int threads in options.Threads)
            {
                stop.ThrowIfCancellationRequested();
                WorkloadReport report = await runner.RunAsync(threads);
                printer.PrintWorkload(report);
                reports.Add(report);
            }
        }

        if (options.Json is not null)
        {
            new BenchmarkReport(host, options.Seed, reports).Save(options.Json);
        }

        return 0;
    }
    catch (WrongAnswerException wrong)
    {
        await Console.Error.WriteLineAsync(wrong.Message);
        return 1;
    }
    catch (Exception error) when (error is IOException or UnauthorizedAccessException)
    {
        await Console.Error.WriteLineAsync($"--json {options.Json}: {error.Message}");
        return 2;
    }
}
