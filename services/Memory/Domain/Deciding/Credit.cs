namespace Memory.Domain.Deciding;

/// <summary>
/// How much a memory is believed after what was said of it: the mean of a Beta distribution that the learned confidence begins as <see cref="Prior"/> voices, each
/// "useful" adding one for it, each "wrong" or "outdated" one against it, each "harmful" <see cref="HarmfulVoices"/>. One voice changes much less than all of it.
/// </summary>
internal static class Credit
{
    public const double Prior = 4;
    public const double HarmfulVoices = 2;

    /// <param name="learned">0 to 1, from the runs alone.</param>
    public static double Confidence(double learned, int useful, int wrong, int outdated, int harmful)
    {
        var against = wrong + outdated + (HarmfulVoices * harmful);
        return Math.Round(((Prior * learned) + useful) / (Prior + useful + against), 4);
    }
}
