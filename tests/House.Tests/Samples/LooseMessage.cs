namespace House.Tests.Samples;

/// <summary>A deliberate breach: a message that can be changed after it was made, and made without saying everything.</summary>
internal sealed class LooseMessage
{
    public string? Anything { get; set; }
}
