namespace Substrate.Compiling;

/// <summary>
/// What the steps of a recorded run are worth to its next step, and in which form they stand (<see cref="RunSteps"/>). The score of a step is the mean of its
/// parts by the weights.
/// </summary>
/// <param name="Recency">How few agent steps lie behind it.</param>
/// <param name="Proximity">How many names of the task, the agent's last words and the newest steps it shares.</param>
/// <param name="News">Whether it says what nothing better says.</param>
/// <param name="HalfLife">Agent steps after which recency is one half.</param>
/// <param name="WholeShare">Part of the room beside the prompt, 0 to 1, that the best steps get whole; the rest is for lines of the others.</param>
public sealed record StepWeights(double Recency, double Proximity, double News, double HalfLife, double WholeShare)
{
    public static StepWeights Default { get; } = new(Recency: 0.8, Proximity: 0.2, News: 1, HalfLife: 5, WholeShare: 0.3);
}
