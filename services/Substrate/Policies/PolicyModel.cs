using Substrate.Compiling;
using Substrate.Scoping;

namespace Substrate.Policies;

public enum SubjectKind { Data, Action, Model }

/// <summary>Strictest last; the strictest verdict wins.</summary>
public enum Effect { Allow, Redact, Deny }

/// <summary>Who asks. Roles in order of power; service is the platform itself, acting for an organisation.</summary>
public enum CallerRole { Viewer, Member, Admin, Owner, Service }

/// <summary>One thing that policy is asked about.</summary>
/// <param name="Id">Echoed in the decision.</param>
/// <param name="ItemKind">For data.</param>
/// <param name="MemoryType">For data that is a memory: fact, procedure, warning, preference, summary.</param>
/// <param name="Name">For an action the tool's name; for a model its name.</param>
public sealed record PolicySubject(
    string Id, SubjectKind Kind, Sensitivity? Sensitivity = null, Scope? Scope = null, Trust? Trust = null, ItemKind? ItemKind = null,
    string? MemoryType = null, string? Name = null);

/// <summary>The recorded answer to one question, with the rules that determined it.</summary>
public sealed record EnvelopeDecision(string SubjectId, SubjectKind Kind, Effect Effect, ReasonCode Code, IReadOnlyList<string> Rules, string Reason);

/// <summary>What a caller may be shown at all; retrieval applies it before it scores anything.</summary>
public sealed record VisibilityLimits(Sensitivity MaxSensitivity, Trust MinTrust, IReadOnlyList<string> MemoryTypes);
