using System.Text.Json;

namespace Contracts.Context;

/// <summary>One compile whole, as a bundle carries it: with it anyone can run the compile again.</summary>
/// <param name="Caller">Who compiled.</param>
/// <param name="Document">Inputs, receipt and rendering; texts by hash.</param>
/// <param name="Texts">SHA-256 (hex) to text.</param>
public sealed record CompileExport(
    Guid Id, Guid? RunId, string Caller, string ReceiptHash, JsonElement Document, IReadOnlyDictionary<string, string> Texts);

/// <param name="Restored">False when the compile was here already.</param>
public sealed record CompileRestored(Guid Id, bool Restored);
