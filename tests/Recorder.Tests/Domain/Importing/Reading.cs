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
        var (format, sessions) = All(text, cuts);
        var only = Xunit.Assert.Single(sessions);
        return (format, only.Facts, only.Steps);
    }

    /// <summary>Every session of a file, in the order in which it gives them.</summary>
    public static (string Format, List<ReadSession> Sessions) All(string text, params int[] cuts)
    {
        using var file = SourceFile.Take("file", new MemoryStream(Encoding.UTF8.GetBytes(text)));
        using var source = OpenedSource.Open(file, SessionFormats.Auto) ?? throw new InvalidOperationException("Of no known format.");
        var sessions = new List<ReadSession>();
        foreach (var session in source.Sessions())
        {
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
            sessions.Add(new ReadSession(session.Identity, session.Parent, session.Reader.Facts, steps));
        }

        return (source.Format.Name, sessions);
    }

    public static string? Format(string text)
    {
        using var file = SourceFile.Take("file", new MemoryStream(Encoding.UTF8.GetBytes(text)));
        using var source = OpenedSource.Open(file, SessionFormats.Auto);
        return source is not null && source.Sessions().Any() ? source.Format.Name : null;
    }

    /// <summary>Whether a file can be read when it is said to be of this format.</summary>
    public static bool IsOf(string text, string format)
    {
        try
        {
            using var file = SourceFile.Take("file", new MemoryStream(Encoding.UTF8.GetBytes(text)));
            using var source = OpenedSource.Open(file, format);
            return source is not null && source.Sessions().Any();
        }
        catch (UnreadableSourceException)
        {
            return false;
        }
    }

    /// <summary>Session by session, until the file ends or cannot be read further.</summary>
    public static void Each(string text, Action<string> session)
    {
        using var file = SourceFile.Take("file", new MemoryStream(Encoding.UTF8.GetBytes(text)));
        using var source = OpenedSource.Open(file, SessionFormats.Auto)!;
        foreach (var opened in source.Sessions())
        {
            session(opened.Identity.SessionId);
        }
    }

    public static string Shape(IEnumerable<StepDraft> steps) => string.Join(' ', steps.Select(s => s.Kind switch
    {
        StepKind.Tool => $"tool:{s.Tool!.Name}<{s.Parent}",
        StepKind.Note => $"note:{s.Name}",
        var kind => kind.ToString().ToLowerInvariant(),
    }));
}

internal sealed record ReadSession(SourceIdentity Identity, ParentRef? Parent, SessionFacts Facts, List<StepDraft> Steps);
