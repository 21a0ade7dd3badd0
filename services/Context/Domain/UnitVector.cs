namespace Context.Domain;

/// <summary>Vectors of length 1 (L2), so that their dot product is their cosine.</summary>
internal static class UnitVector
{
    /// <summary>Null when it has no direction: no number in it, one that is none, or zeros alone, which no text comes to.</summary>
    public static float[]? Of(ReadOnlySpan<float> vector)
    {
        double square = 0;
        foreach (var value in vector)
        {
            square += (double)value * value;
        }
        if (square == 0 || !double.IsFinite(square))
        {
            return null;
        }

        var unit = new float[vector.Length];
        for (var i = 0; i < unit.Length; i++)
        {
            unit[i] = (float)(vector[i] / Math.Sqrt(square));
        }
        return unit;
    }

    /// <summary>The cosine, 0 to 1, to six places: what points away is as far as what has nothing to do with it.</summary>
    public static double Nearness(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double dot = 0;
        for (var i = 0; i < a.Length; i++)
        {
            dot += (double)a[i] * b[i];
        }
        return Math.Round(Math.Clamp(dot, 0, 1), 6, MidpointRounding.AwayFromZero);
    }
}
