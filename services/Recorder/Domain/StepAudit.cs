using Substrate.Trace;

namespace Recorder.Domain;

/// <summary>Walks a run's chain from what is stored now, and stops at the first step that does not follow.</summary>
internal sealed class StepAudit(Guid runId)
{
    private string chain = RunChain.Start(runId);

    public int Steps { get; private set; }
    public string Head => chain;
    public (int Seq, string Reason)? Broken { get; private set; }

    /// <param name="content">The step's content as stored now.</param>
    /// <param name="damaged">A payload (input, output, args, result) that is missing or no longer matches its hash.</param>
    public bool Add(StepContent content, string contentHash, string? chainHash, string? damaged)
    {
        if (content.Seq != Steps)
        {
            return Break(Steps, $"Step {Steps} is missing.");
        }

        if (content.Hash() != contentHash)
        {
            return Break(content.Seq, "The step's fields are not what was hashed.");
        }

        if (damaged is not null)
        {
            return Break(content.Seq, $"The payload of {damaged} is missing or is not what was hashed.");
        }

        chain = RunChain.Next(chain, contentHash);
        if (chainHash != chain)
        {
            return Break(content.Seq, "The step does not follow from the one before it.");
        }

        Steps++;
        return true;
    }

    /// <summary>After the last step of a sealed run.</summary>
    public void Close(int stepCount, string? head)
    {
        if (Broken is null && Steps != stepCount)
        {
            Break(Steps, Steps < stepCount ? $"Step {Steps} is missing." : $"The run was sealed with {stepCount} steps.");
        }
        else if (Broken is null && head != chain)
        {
            Break(Math.Max(0, Steps - 1), "The run's head is not the hash of its last step.");
        }
    }

    private bool Break(int seq, string reason)
    {
        Broken = (seq, reason);
        return false;
    }
}
