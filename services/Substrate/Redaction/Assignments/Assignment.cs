namespace Substrate.Redaction.Assignments;

/// <summary>How a value is given to its name.</summary>
internal enum AssignmentForm
{
    Equal,
    Colon,
    Arrow,
    Compare,
    Call,
    Comma,
    Tag,
    Space,
    Scheme,
    Url,
    Prose,
}

/// <summary>A value that stands where a secret would. Places are UTF-16 code units; the value is without its quotes.</summary>
/// <param name="Quote">The quote around it, or '\0'.</param>
/// <param name="IsTight">No space around the operator, as in environment files and query strings.</param>
/// <param name="IsListed">One of several, as in "tokens": ["a", "b"].</param>
/// <param name="IsBytes">A list of numbers that are bytes.</param>
/// <param name="Next">The character behind the value, or behind its quote; '\n' at the end of the text.</param>
internal readonly record struct Assignment(Label Label, AssignmentForm Form, int Start, int End, char Quote, bool IsTight, bool IsListed, bool IsBytes, char Next);
