namespace OrleansStream.Batches;

/// <content>What fails, and what runs again for it.</content>
internal sealed partial class BatchDecider
{
    private void OnSealFailed(Batch batch, Exception error)
    {
        batch.SealAttempt++;
        if (batch.SealAttempt < _policy.MaxAttempts)
        {
            Wait(batch);
        }
        else
        {
            Finish(error);
        }
    }

    /// <summary>Lets all batches that have run and are not committed run again, once nothing builds on them or commits them any more.</summary>
    private void RewindIfLost()
    {
        if (_lost is null || _writing is not null || _batches.Exists(batch => batch.Phase == Phase.Running))
        {
            return;
        }

        Batch[] uncounted = [.. _batches.Where(batch => batch.Phase == Phase.Ended)];
        if (Array.Exists(uncounted, batch => batch.Attempt >= _policy.MaxAttempts))
        {
            Finish(_lost);
            return;
        }

        _lost = null;
        _decisions.Add(new Decision.Rewind());
        foreach (Batch batch in uncounted)
        {
            // Another attempt may prepare nothing.
            batch.Prepared = [];
            Wait(batch);
        }
    }

    private void OnEnded(Batch batch, Fact.Ended ended)
    {
        if (ended.StateIsLost)
        {
            // As good as run: it waits for those that have run to be to run again.
            batch.Phase = Phase.Ended;
            _lost = ended.Error;
            return;
        }

        if (ended.Error is not null && _policy.OnFailure == FailurePolicy.RetryThenStop)
        {
            if (batch.Attempt < _policy.MaxAttempts)
            {
                Wait(batch);
            }
            else
            {
                Finish(ended.Error);
            }

            return;
        }

        if (ended.Error is not null)
        {
            _decisions.Add(new Decision.Report(ended.Error));
        }

        batch.Prepared = ended.Prepared;
        batch.Phase = Phase.Ended;
    }

    private void Wait(Batch batch)
    {
        batch.Phase = Phase.Waiting;
        _decisions.Add(new Decision.Wait(batch.Time));
    }

    private void OnRetryDue(Batch batch)
    {
        if (batch.Phase == Phase.Publishing)
        {
            Publish(batch, batch.PublishAttempt + 1);
        }
        else if (batch.Seal is null)
        {
            batch.Phase = Phase.Ticked;
        }
        else
        {
            batch.Phase = Phase.Sealed;
        }
    }
}
