using System.Globalization;

namespace Recorder.Domain.Provenance;

/// <summary>A thing that others come from or that came from others. Ids are in their one canonical form, so that equal things are equal keys.</summary>
internal readonly record struct NodeKey(string Kind, string Id)
{
    public const string Run = "run";
    public const string Step = "step";
    public const string Blob = "blob";
    private const int LongestId = 200;
    private const int HashDigits = 64;

    public static NodeKey OfRun(Guid run) => new(Run, run.ToString("D"));

    public static NodeKey OfStep(Guid run, int seq) => new(Step, string.Create(CultureInfo.InvariantCulture, $"{run:D}:{seq}"));

    public static NodeKey OfBlob(string hash) => new(Blob, hash);

    /// <summary>The recorder knows it from its own tables.</summary>
    public bool IsOwn => Kind is Run or Step or Blob;

    /// <summary>Only for a run or a step.</summary>
    public Guid RunId => Guid.ParseExact(Id.AsSpan(0, 36), "D");

    /// <summary>Only for a step.</summary>
    public int Seq => int.Parse(Id.AsSpan(37), CultureInfo.InvariantCulture);

    /// <summary>False when nothing of that kind can have that id.</summary>
    public static bool TryParse(string kind, string id, out NodeKey key)
    {
        key = new NodeKey(kind, id);
        switch (kind)
        {
            case Run:
                if (!Guid.TryParseExact(id, "D", out var run)) { return false; }
                key = OfRun(run);
                return true;
            case Step:
                if (id.Length < 38 || id[36] != ':' || !Guid.TryParseExact(id.AsSpan(0, 36), "D", out var of)
                    || !int.TryParse(id.AsSpan(37), NumberStyles.None, CultureInfo.InvariantCulture, out var seq)) { return false; }
                key = OfStep(of, seq);
                return true;
            case Blob:
                return id.Length == HashDigits && id.All(char.IsAsciiHexDigitLower);
            default:
                if (Guid.TryParseExact(id, "D", out var guid)) { key = new NodeKey(kind, guid.ToString("D")); }
                return kind.Length is > 0 and <= 40 && kind.All(c => char.IsAsciiLetterLower(c) || c == '_')
                    && id.Length is > 0 and <= LongestId && !id.Any(c => c is '/' || char.IsControl(c));
        }
    }
}
