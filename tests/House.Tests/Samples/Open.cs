#pragma warning disable CA1852 // the breach is the point
namespace House.Tests.Samples;

/// <summary>A deliberate breach: a class that anyone may inherit from.</summary>
internal class Open;
