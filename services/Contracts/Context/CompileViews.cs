using Substrate.Compiling;
using Substrate.Scoping;

namespace Contracts.Context;

/// <param name="Types">Memory types to use; null means every type the policy allows.</param>
public sealed record MemoryOptions(bool Enabled = true, int Limit = 20, IReadOnlyList<string>? Types = null);

/// <param name="Budget">Tokens that the rendered window may have, at least 1.</param>
/// <param name="Model">Chooses the token counter; null means o200k_base.</param>
/// <param name="RunId">Run that will use the window; the compile is noted on it.</param>
/// <param name="DisabledRules">Policy rules to leave out, for a what-if; the receipt says so.</param>
/// <param name="Profile">NAME, or NAME@N for one version of it; null takes the organisation's default.</param>
public sealed record CompileRequest(
    string Task, Scope Scope, int Budget, IReadOnlyList<ContextItem>? Items = null, MemoryOptions? Memory = null, string? Model = null,
    Guid? RunId = null, IReadOnlyList<string>? DisabledRules = null, string? Profile = null);

public sealed record ChatMessage(string Role, string Content);

public sealed record CompiledItem(string Id, ItemKind Kind, string Lane, int Tokens);

/// <param name="Id">Id of the compile and of its receipt.</param>
/// <param name="Items">What was included, in the order it was rendered.</param>
/// <param name="Anthropic">The same messages as Anthropic's Messages API takes them.</param>
public sealed record CompileView(
    Guid Id, string Markdown, IReadOnlyList<ChatMessage> Messages, IReadOnlyList<CompiledItem> Items, int UsedTokens, int Budget,
    string OutputHash, string? Warning, RenderedAnthropic? Anthropic = null);

/// <summary>What a compile would give. Nothing of it is kept, so there is no receipt to come back to: <paramref name="Receipt"/> is the one it would have.</summary>
/// <param name="AddedTexts">Of the items that memory added, by id; the others the caller has.</param>
public sealed record CompilePreview(
    string Markdown, IReadOnlyList<ChatMessage> Messages, IReadOnlyList<CompiledItem> Items, int UsedTokens, int Budget, Receipt Receipt,
    IReadOnlyDictionary<string, string> AddedTexts, string? Warning);

/// <summary>A compile run again from its stored inputs.</summary>
/// <param name="Same">True for the same bytes, false for others; null when this build cannot repeat it, as <paramref name="Note"/> says.</param>
/// <param name="OutputHash">Of the window as the receipt has it.</param>
/// <param name="ReproducedHash">Of the window as it was rendered now; null when it was not.</param>
public sealed record CompileReproduction(
    Guid CompileId, bool? Same, string OutputHash, string? ReproducedHash, ProfileRef Profile, string CompilerVersion, IReadOnlyList<string> Problems, string? Note);

public sealed record CompileSummary(
    Guid Id, Guid? RunId, string Task, Scope Scope, int Budget, int UsedTokens, int Candidates, int Included, int MemoriesIncluded, DateTimeOffset At);

/// <param name="Markdown">The rendered window.</param>
/// <param name="ItemKeywords">What a candidate is also found by, by id; of those that have such words.</param>
public sealed record CompileDetail(
    Guid Id, Guid? RunId, string Task, Scope Scope, DateTimeOffset At, Receipt Receipt, string ReceiptHash, string Markdown, IReadOnlyList<ChatMessage> Messages,
    IReadOnlyDictionary<string, string> ItemTexts, IReadOnlyDictionary<string, string> ItemKeywords);

/// <param name="Answer">One sentence that a person understands.</param>
public sealed record WhyAnswer(Guid CompileId, string ItemId, ReasonCode Decision, string Answer, ReceiptEntry Entry);

/// <summary>The place of a receipt in the organisation's chain of receipts: leaf <paramref name="Leaf"/> of the Merkle tree (RFC 9162, section 2.1.1) that seal <paramref name="Number"/> closes.</summary>
/// <param name="Number">Position in the chain, from 1.</param>
/// <param name="Receipts">Leaves under the seal.</param>
/// <param name="Root">Merkle tree hash over them.</param>
/// <param name="Hash">Hash of the seal: covers the seal before it, the root and the count.</param>
public sealed record ReceiptSeal(long Number, int Leaf, int Receipts, string Root, string Hash, DateTimeOffset At);

/// <summary>What recomputing a compile from its stored inputs showed.</summary>
/// <param name="Ok">True when nothing contradicts the receipt. A receipt not sealed yet can be ok.</param>
/// <param name="Recomputed">True when the compile was run again and gave the same bytes, false when it gave others; null when this build cannot repeat it.</param>
/// <param name="Seal">Null while the receipt waits to be sealed, which takes seconds.</param>
/// <param name="Problems">Every contradiction found, each in a sentence.</param>
public sealed record CompileVerification(
    Guid CompileId, bool Ok, string ReceiptHash, bool? Recomputed, ReceiptSeal? Seal, IReadOnlyList<string> Problems, string? Note);
