using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ServiceDefaults.Tenancy;

/// <summary>The naming convention of the database.</summary>
public static class SnakeCase
{
    /// <summary>Call last in <c>OnModelCreating</c>: tables and columns in snake_case; enums as snake_case text.</summary>
    public static void Apply(ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        foreach (var entity in model.Model.GetEntityTypes())
        {
            if (entity.IsMappedToJson()) continue;
            if (entity.GetTableName() is { } table) entity.SetTableName(Of(table));
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(Of(property.GetColumnName()));
                if (EnumConverter(property) is { } converter) property.SetValueConverter(converter);
            }
        }
    }

    public static string Of(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    /// <summary>The text that an enum value is stored as.</summary>
    public static string OfEnum<TEnum>(TEnum value) where TEnum : struct, Enum => Of(value.ToString());

    /// <summary>The reverse of <see cref="OfEnum"/>; false for a text that is no value.</summary>
    public static bool TryEnum<TEnum>(string? text, out TEnum value) where TEnum : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<TEnum>())
        {
            if (OfEnum(candidate) != text) continue;
            value = candidate;
            return true;
        }
        value = default;
        return false;
    }

    private static ValueConverter? EnumConverter(IMutableProperty property)
    {
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (!type.IsEnum || property.GetValueConverter() is not null || property.GetProviderClrType() is not null) return null;
        return (ValueConverter)Activator.CreateInstance(typeof(EnumText<>).MakeGenericType(type))!;
    }

    private sealed class EnumText<TEnum>() : ValueConverter<TEnum, string>(value => OfEnum(value), text => Parse<TEnum>(text)) where TEnum : struct, Enum;

    private static TEnum Parse<TEnum>(string text) where TEnum : struct, Enum =>
        TryEnum<TEnum>(text, out var value) ? value : throw new InvalidOperationException($"'{text}' is no {typeof(TEnum).Name}.");
}
