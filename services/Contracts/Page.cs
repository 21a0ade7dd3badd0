namespace Contracts;

/// <summary>One page of a list, newest first. <paramref name="NextCursor"/> is opaque; null means this was the last page.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
