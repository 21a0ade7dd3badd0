namespace Substrate.Hygiene;

/// <summary>One remembered thing in a store that somebody keeps: a line of a list, a paragraph, an entry of an export.</summary>
/// <param name="File">Name of the file as it was given.</param>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Id">Its id in the store, where it has one.</param>
/// <param name="Heading">What it stands under; empty for nothing. Of an export: whose it is.</param>
/// <param name="Code">A block of code, which is looked through for secrets and echoes only.</param>
public sealed record StoredNote(string File, int Line, string? Id, string Heading, string Text, bool Code = false);

/// <summary>What one file of a store holds.</summary>
/// <param name="Whole">Everything in it as text; null where only the notes are text.</param>
public sealed record StoredFile(string Name, IReadOnlyList<StoredNote> Notes, string? Whole = null);

/// <summary>A file of a store that is not what it should be; the message names the line or the entry.</summary>
public sealed class StoreFormatException(string message) : Exception(message);
