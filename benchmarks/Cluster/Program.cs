using System.CommandLine;
using OrleansStream.ClusterBenchmarks;

var records = new Option<int>("--records") { Description = "Records in a batch.", DefaultValueFactory = _ => 4_000_000 };
var keys = new Option<int>("--keys") { Description = "Different keys.", DefaultValueFactory = _ => 100_000 };
var threads = new Option<int>("--threads") { Description = "Engine threads, all in all; even.", DefaultValueFactory = _ => 2 };
var batches = new Option<int>("--batches") { Description = "Batches of a round that count.", DefaultValueFactory = _ => 6 };
var rounds = new Option<int>("--rounds") { Description = "How often each side runs, in turn.", DefaultValueFactory = _ => 7 };
foreach (Option<int> option in new[] { records, keys, threads, batches, rounds })
{
    option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < 1)
        {
            result.AddError($"{option.Name} must be at least 1.");
        }
    });
}

Settings Of(ParseResult parsed) => new(
    parsed.GetRequiredValue(records), parsed.GetRequiredValue(keys), parsed.GetRequiredValue(threads), parsed.GetRequiredValue(batches), parsed.GetRequiredValue(rounds));

var oneSilo = new Command("one-silo", "One silo against the engine embedded.");
oneSilo.SetAction((parsed, _) => OneSilo.RunAsync(Of(parsed)));
var wire = new Command("wire", "What a record costs that goes to another silo.");
wire.SetAction((parsed, _) => Wire.RunAsync(Of(parsed)));
var root = new RootCommand("What a cluster costs, as ratios and nanoseconds.") { oneSilo, wire };
foreach (Option<int> option in new[] { records, keys, threads, batches, rounds })
{
    option.Recursive = true;
    root.Add(option);
}

return await root.Parse(args).InvokeAsync();
