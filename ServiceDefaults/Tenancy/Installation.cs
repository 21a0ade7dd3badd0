namespace ServiceDefaults.Tenancy;

/// <summary>What belongs to the installation as a whole, and to no customer, is kept under an organisation of its own that nobody can act for from outside.</summary>
public static class Installation
{
    public static Guid OrgId { get; } = new("00000000-0000-8000-8000-000000000001");
}
