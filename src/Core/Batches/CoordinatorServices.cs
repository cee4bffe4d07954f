using Microsoft.Extensions.Logging;
using OrleansStream.Checkpoints;
using OrleansStream.Metrics;

namespace OrleansStream.Batches;

/// <summary>What a coordinator needs from whoever hosts it.</summary>
/// <param name="JobName">The job's name.</param>
/// <param name="Time">Where time comes from.</param>
/// <param name="RetryDelay">How long to wait before something failed is tried again.</param>
/// <param name="RepeatsFailedBatches">Whether a failed batch is run again; if so, output operations after a failed one are skipped.</param>
/// <param name="Listeners">Who is told of batches.</param>
/// <param name="Instruments">What is measured.</param>
/// <param name="Logger">Where messages go.</param>
/// <param name="Keepers">What keeps beside the head what the job must not lose, or null for a job without a checkpoint.</param>
/// <param name="Report">Takes errors that whoever awaits the context must see.</param>
/// <param name="Finished">Called when the coordinator has ended, for whatever reason.</param>
internal sealed record CoordinatorServices(
    string JobName,
    TimeProvider Time,
    TimeSpan RetryDelay,
    bool RepeatsFailedBatches,
    ListenerBus Listeners,
    StreamingInstruments Instruments,
    ILogger Logger,
    CheckpointKeepers? Keepers,
    Action<Exception> Report,
    Action Finished);
