using System.Reflection;
using System.Runtime.CompilerServices;

namespace House.Tests.Guards;

internal static class TypeGuard
{
    /// <summary>Nothing is inherited by accident: a class is static, abstract or sealed.</summary>
    public static IEnumerable<string> OpenClasses(IEnumerable<Type> types) =>
        from type in types
        where type is { IsClass: true, IsAbstract: false, IsSealed: false } && type.Name != "Program" && !IsGenerated(type)
        select $"{type.FullName} is not sealed.";

    /// <summary>A message says everything or does not exist: a sealed record whose every property is required and set once.</summary>
    public static IEnumerable<string> LooseMessages(IEnumerable<Type> messages)
    {
        foreach (var message in messages)
        {
            if (!message.IsSealed || message.GetMethod("<Clone>$") is null)
            {
                yield return $"{message.FullName} is not a sealed record.";
            }
            foreach (var property in message.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            {
                var setter = property.SetMethod;
                var once = setter is not null && setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
                if (!once || property.GetCustomAttribute<RequiredMemberAttribute>() is null)
                {
                    yield return $"{message.FullName}.{property.Name} is not 'required' with 'init'.";
                }
            }
        }
    }

    /// <summary>A room's assembly by its types' namespaces: nothing of another service.</summary>
    public static bool IsGenerated(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) || type.FullName is null || type.FullName.Contains('<', StringComparison.Ordinal)
        || (type.Namespace ?? "").StartsWith("System.", StringComparison.Ordinal) || (type.Namespace ?? "").StartsWith("Microsoft.", StringComparison.Ordinal)
        || (type.DeclaringType is { } outer && IsGenerated(outer));
}
