using System.Collections.Concurrent;
using Substrate.Redaction;

namespace Recorder.Domain;

/// <summary>
/// Payloads already redacted and hashed in one import. Runs of coding agents repeat themselves: the same prompt in each, the same file read again, the same
/// failing test (in 69 real ones all but a 49th of the text). What was looked through once need not be again. Bounded; for one set of settings.
/// </summary>
internal sealed class PayloadMemo(int maxChars = 16 << 20)
{
    // Below it a look-up costs about what it saves.
    private const int Smallest = 200;

    private readonly ConcurrentDictionary<Payload, (StoredPayload Payload, IReadOnlyList<RedactionFinding> Findings)> known = [];
    private int chars;

    public (StoredPayload Payload, IReadOnlyList<RedactionFinding> Findings) Find(Payload given, RedactionSettings settings)
    {
        if (given.Text.Length < Smallest || given.Text.Length > maxChars / 8)
        {
            return PreparedStep.Store(given, settings);
        }

        if (known.TryGetValue(given, out var found))
        {
            return found;
        }

        if (Interlocked.Add(ref chars, given.Text.Length) > maxChars)
        {
            known.Clear();
            Interlocked.Exchange(ref chars, given.Text.Length);
        }

        return known[given] = PreparedStep.Store(given, settings);
    }
}
