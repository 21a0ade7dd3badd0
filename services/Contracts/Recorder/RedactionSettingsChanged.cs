namespace Contracts.Recorder;

/// <summary>A project turned classes of personal data on or off. Services that store what agents send themselves take the same out from here on.</summary>
public sealed record RedactionSettingsChanged
{
    /// <summary>"default" stands for what names no project.</summary>
    public required string Project { get; init; }

    /// <summary>The classes that are on, by their wire names.</summary>
    public required IReadOnlyList<string> Pii { get; init; }

    /// <summary>Grows by one with each change: of two messages the later wins, in whatever order they come.</summary>
    public required int Revision { get; init; }
}
