using System.Reflection;
using System.Text;

namespace House.Tests.Guards;

/// <summary>Messages and everything they are made of, as text: the published language, so that a change of it is seen in a review.</summary>
internal static class MessageShapes
{
    public static string Describe(IEnumerable<Type> messages)
    {
        var shapes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            Add(message, shapes);
        }
        return string.Join('\n', shapes.Values);
    }

    private static void Add(Type type, SortedDictionary<string, string> shapes)
    {
        if (type.IsGenericType || type.IsArray)
        {
            foreach (var part in type.IsArray ? [type.GetElementType()!] : type.GetGenericArguments())
            {
                Add(part, shapes);
            }
            return;
        }
        if (type.FullName is not { } name || name.StartsWith("System.", StringComparison.Ordinal) || !shapes.TryAdd(name, ""))
        {
            return;
        }
        var text = new StringBuilder();
        if (type.IsEnum)
        {
            text.AppendLine($"enum {name}").AppendLine($"  {string.Join(", ", Enum.GetNames(type))}");
        }
        else
        {
            text.AppendLine($"message {name}");
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0).OrderBy(property => property.Name, StringComparer.Ordinal))
            {
                text.AppendLine($"  {property.Name}: {NameOf(property)}");
                Add(property.PropertyType, shapes);
            }
        }
        shapes[name] = text.ToString().ReplaceLineEndings("\n");
    }

    private static string NameOf(PropertyInfo property)
    {
        var nullable = new NullabilityInfoContext().Create(property).ReadState is NullabilityState.Nullable && !property.PropertyType.IsValueType;
        return NameOf(property.PropertyType) + (nullable ? "?" : "");
    }

    private static string NameOf(Type type) =>
        Nullable.GetUnderlyingType(type) is { } inner ? NameOf(inner) + "?"
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.Name;
}
