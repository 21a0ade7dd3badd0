using System.Runtime.InteropServices;

namespace Recorder.Domain;

/// <summary>A step's sign as numbers: equal numbers for equal texts, in both runs.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StepKeys(int Group, int Signature, int Content);

/// <summary>A stretch of both runs, ends excluded.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Stretch(int Left, int LeftEnd, int Right, int RightEnd)
{
    public long Pairs => (long)(LeftEnd - Left) * (RightEnd - Right);
}
