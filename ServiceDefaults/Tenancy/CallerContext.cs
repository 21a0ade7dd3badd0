using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Tenancy;

/// <summary>The caller that the current flow of execution works for; clients sign outgoing requests as it, and a scoped context is bound to its organisation.</summary>
public static class CallerContext
{
    private static readonly AsyncLocal<Caller?> Ambient = new();

    public static Caller? Current => Ambient.Value;

    /// <summary>Works as <paramref name="caller"/> until disposed, in this flow and what it starts.</summary>
    public static IDisposable Act(Caller caller)
    {
        var before = Ambient.Value;
        Ambient.Value = caller;
        return new Restore(before);
    }

    public static Caller? Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<Caller>();
    }

    /// <summary>The request was authenticated as <paramref name="caller"/>: endpoint parameters see it, and with the returned scope open also clients and contexts.</summary>
    public static IDisposable Accept(HttpContext context, Caller caller)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Features.Set(caller);
        return Act(caller);
    }

    private sealed class Restore(Caller? before) : IDisposable
    {
        public void Dispose() => Ambient.Value = before;
    }
}
