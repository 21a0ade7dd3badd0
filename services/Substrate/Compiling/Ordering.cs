namespace Substrate.Compiling;

/// <summary>Stage 8: lanes in the profile's order; inside a lane the strongest first and last, since models overlook the middle (Liu et al., 2023).</summary>
internal static class Ordering
{
    public static IReadOnlyList<IReadOnlyList<Candidate>> Run(IReadOnlyList<Candidate> packed, CompileProfile profile) =>
        [.. profile.Lanes.Select(lane => Order(lane.Order, [.. packed.Where(candidate => candidate.Lane == lane)])).Where(section => section.Count > 0)];

    private static List<Candidate> Order(LaneOrder order, List<Candidate> members)
    {
        members.Sort(Candidate.ByRank);
        return order switch
        {
            LaneOrder.StrongestFirst => members,
            LaneOrder.Chronological => [.. members.Order(Comparer<Candidate>.Create(Candidate.ByTime))],
            LaneOrder.StrongestAtEdges => [.. members.Where((_, rank) => rank % 2 == 0), .. members.Where((_, rank) => rank % 2 == 1).Reverse()],
            _ => throw new InvalidOperationException($"The lane order {order} is not known."),
        };
    }
}
