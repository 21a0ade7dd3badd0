using System.Text;
using Recorder.Domain;
using Recorder.Domain.Importing;
using Recorder.Features.Import;
using Substrate.Trace;

namespace Recorder.Tests.Domain.Importing;

/// <summary>Reads a session the way an import does, without a database.</summary>
internal static class Reading
{
    public static (string Format, SessionFacts Facts, List<StepDraft> Steps) Session(string text, params int[] cuts)
    {
        using var file = SourceFile.Take("file", new MemoryStream(Encoding.UTF8.GetBytes(text)));
        using var session = OpenedSession.Open(file, SessionFormats.Auto) ?? throw new InvalidOperationException("Of no known format.");
        var steps = new List<StepDraft>();
        var sink = new StepSink(steps.Add);
        var records = 0;
        foreach (var record in session.Records())
        {
            session.Reader.Read(record, sink);
            if (cuts.Contains(++records))
            {
                session.Reader.Settle(sink);
            }
        }

        session.Reader.Settle(sink);
        return (session.Identity.Format, session.Reader.Facts, steps);
    }

    public static string? Format(string text)
    {
        using var file = SourceFile.Take("file", new MemoryStream(Encoding.UTF8.GetBytes(text)));
        using var session = OpenedSession.Open(file, SessionFormats.Auto);
        return session?.Identity.Format;
    }

    public static string Shape(IEnumerable<StepDraft> steps) => string.Join(' ', steps.Select(s => s.Kind switch
    {
        StepKind.Tool => $"tool:{s.Tool!.Name}<{s.Parent}",
        StepKind.Note => $"note:{s.Name}",
        var kind => kind.ToString().ToLowerInvariant(),
    }));
}
