using Substrate.Redaction;

namespace ServiceDefaults.Tenancy;

/// <summary>
/// How an organisation's texts lose their secrets, on the way in and on look-up alike. The key of the marks is the organisation's own, so a secret has one mark
/// in every service and after every restart.
/// </summary>
public sealed class OrgRedaction(OrgKeys keys)
{
    public RedactionSettings For(Guid orgId, PiiClasses pii = PiiClasses.None) => new(RedactionProfile.Scrub, pii, keys.Derive(orgId, "redaction"));

    public string Of(Guid orgId, string text) => Redactor.Redact(text, For(orgId)).Text;
}
