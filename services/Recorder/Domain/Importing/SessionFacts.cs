using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>What a reader learned about the run as a whole. Complete once its last record was read.</summary>
internal sealed class SessionFacts
{
    public required string Agent { get; init; }
    public string? AgentVersion { get; set; }
    public string? Model { get; set; }
    public string? Task { get; set; }
    public string? TaskType { get; set; }
    public string? Repo { get; set; }
    public string? User { get; set; }
    public string? Conversation { get; set; }
    public string? InstanceId { get; set; }
    public string? ConfigJson { get; set; }
    public DateTimeOffset? StartedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    public OutcomeStatus Outcome { get; set; }

    /// <summary>What an evaluation inside the same file says; goes before <see cref="Outcome"/>.</summary>
    public Outcome? Verdict { get; set; }

    /// <summary>Totals that the source states for the whole run only, not for its steps.</summary>
    public TokenUsage? Tokens { get; set; }
    public decimal? Cost { get; set; }

    public List<RunLabel> Labels { get; } = [];

    /// <summary>Sessions that this one started, where it says so.</summary>
    public List<ChildRef> Children { get; } = [];

    public void Saw(DateTimeOffset? at)
    {
        StartedAt = at < StartedAt || StartedAt is null ? at ?? StartedAt : StartedAt;
        EndedAt = at > EndedAt || EndedAt is null ? at ?? EndedAt : EndedAt;
    }
}
