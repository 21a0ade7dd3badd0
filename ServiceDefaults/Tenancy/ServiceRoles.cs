using Npgsql;

namespace ServiceDefaults.Tenancy;

/// <summary>
/// The three database roles of a service. owner runs migrations; app serves one organisation at a time; worker reads the plumbing's tables across
/// organisations. None is a superuser or bypasses row-level security.
/// </summary>
internal sealed class ServiceRoles(string service, IdentitySigner signer)
{
    public string Service => service;
    public string Owner => service + "_owner";
    public string App => service + "_app";
    public string Worker => service + "_worker";

    public string PasswordOf(string role) => signer.PasswordOf(role);

    public NpgsqlConnectionStringBuilder Login(NpgsqlConnectionStringBuilder admin, string role) => new(admin.ConnectionString)
    {
        Username = role,
        Password = PasswordOf(role),
        Passfile = null,
        ApplicationName = role,
    };
}
