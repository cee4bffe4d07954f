using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace OrleansStream.Silo;

/// <summary>Says in the table of silos that a silo lives which is joining.</summary>
/// <remarks>
/// Orleans' silos say so only when they have joined, and look at the others anew only when the table has changed. Where all others were lost, nobody
/// changes it, and a silo that joins would wait for their answers without noticing that they are gone.
/// </remarks>
internal sealed partial class JoiningSigns(
    IMembershipTable table, ILocalSiloDetails silo, IOptions<ClusterMembershipOptions> options, TimeProvider time, ILogger<JoiningSigns> log)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly CancellationTokenSource _joined = new();
    private Task _writing = Task.CompletedTask;

    public void Participate(ISiloLifecycle observer)
    {
        observer.Subscribe(nameof(JoiningSigns), ServiceLifecycleStage.ValidateInitialConnectivity, _ => Begin(), _ => EndAsync());
        observer.Subscribe(nameof(JoiningSigns), ServiceLifecycleStage.BecomeActive, _ => EndAsync());
    }

    public void Dispose() => _joined.Dispose();

    private Task Begin()
    {
        _writing = WriteAsync();
        return Task.CompletedTask;
    }

    private async Task EndAsync()
    {
        await _joined.CancelAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
    }

    private async Task WriteAsync()
    {
        using var timer = new PeriodicTimer(options.Value.IAmAliveTablePublishTimeout, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_joined.Token).ConfigureAwait(false))
            {
                await WriteOnceAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_joined.IsCancellationRequested)
        {
            // It has joined, or gives up.
        }
    }

    private async Task WriteOnceAsync()
    {
        try
        {
            await table.UpdateIAmAlive(new MembershipEntry { SiloAddress = silo.SiloAddress, IAmAliveTime = time.GetUtcNow().UtcDateTime }).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // Joining itself needs the table as well, and fails if it stays away.
            LogNotWritten(error);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The table of silos could not be told that this silo lives; it will be tried again.")]
    private partial void LogNotWritten(Exception error);
}
