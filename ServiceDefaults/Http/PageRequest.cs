using Microsoft.AspNetCore.Http.HttpResults;

namespace ServiceDefaults.Http;

/// <summary>Which page of a list: <see cref="Limit"/> 1 to 200, 50 when not given; <see cref="Cursor"/> as the page before returned it.</summary>
public readonly record struct PageRequest(int Limit, string? Cursor)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    /// <summary>False with a 400 problem when the limit is out of range or the cursor is none of ours.</summary>
    public static bool TryRead(int? limit, string? cursor, out PageRequest page, out ProblemHttpResult? problem)
    {
        page = new PageRequest(limit ?? DefaultLimit, string.IsNullOrEmpty(cursor) ? null : cursor);
        problem = null;
        if (page.Limit is < 1 or > MaxLimit)
        {
            problem = Problem.Invalid("invalid_limit", $"limit must be 1 to {MaxLimit}.", "limit", $"Got {page.Limit}.");
            return false;
        }
        if (page.Cursor is { } text && !Http.Cursor.TryDecode(text, out _, out _) && !Http.Cursor.TryDecode(text, out _))
        {
            problem = InvalidCursor();
            return false;
        }
        return true;
    }

    /// <summary>The (time, id) after which this page starts; nulls on the first page. False with a problem when the cursor is of another kind.</summary>
    public bool TryAfter(out DateTimeOffset? at, out Guid? id, out ProblemHttpResult? problem)
    {
        (at, id, problem) = (null, null, null);
        if (Cursor is null) return true;
        if (!Http.Cursor.TryDecode(Cursor, out var time, out var guid))
        {
            problem = InvalidCursor();
            return false;
        }
        (at, id) = (time, guid);
        return true;
    }

    /// <summary>The number after which this page starts; null on the first page. False with a problem when the cursor is of another kind.</summary>
    public bool TryAfter(out long? number, out ProblemHttpResult? problem)
    {
        (number, problem) = (null, null);
        if (Cursor is null) return true;
        if (!Http.Cursor.TryDecode(Cursor, out var value))
        {
            problem = InvalidCursor();
            return false;
        }
        number = value;
        return true;
    }

    private static ProblemHttpResult InvalidCursor() =>
        Problem.Invalid("invalid_cursor", "The cursor is not one that a page of this list returned.", "cursor");
}
