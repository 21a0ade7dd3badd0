using Npgsql;
using NpgsqlTypes;

namespace Recorder.Storage;

/// <summary>A statement over arrays (<c>INSERT … SELECT FROM unnest</c>), one column at a time.</summary>
internal sealed class RowArrays<T>
{
    private readonly IReadOnlyList<T> rows;

    /// <param name="first">The parameters before the arrays.</param>
    public RowArrays(string sql, IReadOnlyList<T> rows, params ReadOnlySpan<object> first)
    {
        (this.rows, Command) = (rows, new NpgsqlBatchCommand(sql));
        foreach (var value in first)
        {
            Command.Parameters.Add(new() { Value = value });
        }
    }

    public NpgsqlBatchCommand Command { get; }

    public void Values<TValue>(NpgsqlDbType type, Func<T, TValue?> value) where TValue : struct => Add(value, type);

    public void Texts(Func<T, string?> value, NpgsqlDbType type = NpgsqlDbType.Text) => Add(value, type);

    public void Bytes(Func<T, byte[]> value) => Add(value, NpgsqlDbType.Bytea);

    /// <summary>Bytes that are given as hex.</summary>
    public void Hashes(Func<T, string?> hex) => Add(row => hex(row) is { } h ? Convert.FromHexString(h) : null, NpgsqlDbType.Bytea);

    private void Add<TValue>(Func<T, TValue> value, NpgsqlDbType type) =>
        Command.Parameters.Add(new() { Value = rows.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
}
