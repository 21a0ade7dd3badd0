using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ServiceDefaults.Http;

/// <summary>
/// Every refusal: RFC 9457 problem details with a <c>title</c> a person understands, a stable snake_case <c>code</c>, and <c>field</c> where one input is at fault.
/// </summary>
public static class Problem
{
    public static ProblemHttpResult NotFound(string code, string title, string? detail = null) => Of(404, code, title, detail);

    public static ProblemHttpResult Invalid(string code, string title, string? field = null, string? detail = null) => Of(400, code, title, detail, field);

    public static ProblemHttpResult Conflict(string code, string title, string? detail = null, params (string Key, object? Value)[] extensions) =>
        Of(409, code, title, detail, null, extensions);

    public static ProblemHttpResult TooLarge(string code, string title, string? detail = null, string? field = null) => Of(413, code, title, detail, field);

    public static ProblemHttpResult Unprocessable(string code, string title, string? field = null, string? detail = null) => Of(422, code, title, detail, field);

    public static ProblemHttpResult Forbidden(string code, string title, string? detail = null) => Of(403, code, title, detail);

    /// <summary>503 with <c>Retry-After</c> in seconds.</summary>
    public static ProblemHttpResult Busy(int retryAfterSeconds, string code, string title, string? detail = null) =>
        Of(503, code, title, detail, null, ("retryAfter", retryAfterSeconds));

    public static ProblemHttpResult Of(
        int status, string code, string title, string? detail = null, string? field = null, params (string Key, object? Value)[] extensions)
    {
        var problem = new ProblemDetails { Status = status, Title = title, Detail = detail, Type = $"urn:ctx:problem:{code}" };
        problem.Extensions["code"] = code;
        if (field is not null) problem.Extensions["field"] = field;
        foreach (var (key, value) in extensions) problem.Extensions[key] = value;
        return TypedResults.Problem(problem);
    }

    /// <summary>For middleware: answers the request with this refusal.</summary>
    public static Task WriteAsync(HttpContext context, ProblemHttpResult problem)
    {
        Complete(context, problem);
        return problem.ExecuteAsync(context);
    }

    /// <summary>Adds what only the request knows: its id, and <c>Retry-After</c>.</summary>
    internal static void Complete(HttpContext context, ProblemHttpResult problem)
    {
        problem.ProblemDetails.Extensions["requestId"] = RequestId(context);
        if (problem.ProblemDetails.Extensions.TryGetValue("retryAfter", out var seconds)) context.Response.Headers.RetryAfter = seconds?.ToString();
    }

    internal static string RequestId(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
}
