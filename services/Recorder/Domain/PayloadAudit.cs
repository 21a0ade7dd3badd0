using System.IO.Compression;
using System.Text;
using Substrate.Hashing;
using Substrate.Proof;

namespace Recorder.Domain;

/// <summary>Whether a stored payload is what its hash says, and its other columns what follows from it.</summary>
internal static class PayloadAudit
{
    private const string NotWhatWasHashed = "is missing or is not what was hashed.";

    /// <returns>The column at fault and a sentence; null when there is none.</returns>
    public static (string Field, string Reason)? Fault(string hash, bool isJson, int length, short encoding, string? preview, byte[] data, byte[]? sum)
    {
        var plain = ContentHash.Of(data) == hash ? data : Inflate(data);
        if (plain is null || (!ReferenceEquals(plain, data) && ContentHash.Of(plain) != hash))
        {
            return ("data", NotWhatWasHashed);
        }

        var packed = !ReferenceEquals(plain, data);
        if (packed ? sum is null || !BlobCodec.Sum(data).AsSpan().SequenceEqual(sum) : sum is not null)
        {
            return ("data", "is not kept as it was written.");
        }

        return encoding != (short)(packed ? BlobEncoding.Brotli : BlobEncoding.Plain) ? ("encoding", NotWhatWasHashed)
            : length != plain.Length ? ("length", "has another length than its row says.")
            : isJson != PayloadText.IsJson(plain) ? ("is_json", "is not of the type its row says.")
            : preview != (packed ? SafeText.Preview(Encoding.UTF8.GetString(plain)) : null) ? ("preview", "is shown in lists as what it is not.")
            : null;
    }

    // The stored length may be what was altered, so it is not asked.
    private static byte[]? Inflate(byte[] data)
    {
        try
        {
            using var packed = new BrotliStream(new MemoryStream(data), CompressionMode.Decompress);
            var plain = new MemoryStream();
            var buffer = new byte[64 << 10];
            for (int read; (read = packed.Read(buffer)) > 0;)
            {
                // Payloads arrive in calls of 32 MiB and files of 512; more is no payload.
                if (plain.Length + read > 512 << 20)
                {
                    return null;
                }

                plain.Write(buffer, 0, read);
            }

            return plain.ToArray();
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException)
        {
            return null;
        }
    }
}
