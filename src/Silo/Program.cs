using Microsoft.Extensions.Hosting;
using OrleansStream;
using OrleansStream.Checkpoints;

// One silo on this machine, on loopback, with no job classes of its own: the smallest host that the grains run in.
var stores = new System.Collections.Concurrent.ConcurrentDictionary<string, ICheckpointStore>();
HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.UseOrleans(silo => silo
    .UseLocalhostClustering()
    .AddOrleansStream(new OrleansStreamOptions { CheckpointStore = job => stores.GetOrAdd(job, _ => new InMemoryCheckpointStore()) }));
await builder.Build().RunAsync();
