using System.Runtime.CompilerServices;
using Confluent.Kafka;

namespace OrleansStream.Kafka;

/// <summary>What the markers of exactly-once outputs are kept under: two outputs with the same id would take each other's batches for their own.</summary>
internal static class TransactionalIds
{
    private static readonly ConditionalWeakTable<StreamingContext, HashSet<string>> Claimed = [];

    /// <summary>Checks that an output of a job has an id to itself.</summary>
    /// <param name="context">The job's context.</param>
    /// <param name="config">The output's settings; the id is the user's, or will be made of the names of job and output.</param>
    /// <exception cref="ArgumentException">Another output of the job has the id, or the job's name is nobody's in particular, or the settings do not go with transactions.</exception>
    internal static void Claim(StreamingContext context, ProducerConfig config)
    {
        if (config.EnableIdempotence == false || (config.Acks ?? Acks.All) != Acks.All)
        {
            throw new ArgumentException($"Transactions need {nameof(ProducerConfig.EnableIdempotence)} and {nameof(ProducerConfig.Acks)} of {Acks.All}; the settings say otherwise.", nameof(config));
        }

        if (config.TransactionalId is not { } id)
        {
            string name = context.Options.JobName;
            if (name == new StreamingContextOptions().JobName)
            {
                throw new ArgumentException(
                    $"The job must have a name of its own, since the brokers tell by it which batches they hold: set {nameof(StreamingContextOptions)}.{nameof(StreamingContextOptions.JobName)}, which is '{name}', or {nameof(ProducerConfig)}.{nameof(ProducerConfig.TransactionalId)}.",
                    nameof(config));
            }

            return;
        }

        HashSet<string> ids = Claimed.GetOrCreateValue(context);
        lock (ids)
        {
            if (!ids.Add(id))
            {
                throw new ArgumentException($"{nameof(ProducerConfig)}.{nameof(ProducerConfig.TransactionalId)} is '{id}', which another output of the job has; each must have its own, or none.", nameof(config));
            }
        }
    }
}
