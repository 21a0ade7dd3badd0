using System.IO.Compression;
using System.Numerics;
using System.Text;

namespace Context.Storage;

/// <summary>
/// UTF-8 text as it lies in a column: one byte that says how (0 as it is, 1 Brotli), then the bytes. Short texts do not gain from compression.
/// Brotli at its fastest: the answer waits for it. Its window (up to 4 MB) spans the text, so that what comes twice in one document is stored about once;
/// no larger than that, because the encoder clears it before it starts.
/// </summary>
internal static class PackedText
{
    private const byte Plain = 0;
    private const byte Brotli = 1;
    private const int WorthCompressing = 256;

    public static byte[] Pack(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length >= WorthCompressing)
        {
            var buffer = new byte[1 + BrotliEncoder.GetMaxCompressedLength(utf8.Length)];
            if (BrotliEncoder.TryCompress(utf8, buffer.AsSpan(1), out var written, quality: 1, Window(utf8.Length)) && written < utf8.Length)
            {
                buffer[0] = Brotli;
                return buffer[..(written + 1)];
            }
        }

        return [Plain, .. utf8];
    }

    private static int Window(int bytes) => Math.Clamp(BitOperations.Log2((uint)bytes) + 1, 16, 22);

    public static byte[] Pack(string text) => Pack(Encoding.UTF8.GetBytes(text));

    /// <exception cref="InvalidDataException">The column does not hold what <see cref="Pack(string)"/> wrote.</exception>
    public static byte[] Unpack(byte[] packed)
    {
        if (packed.Length == 0 || packed[0] > Brotli)
        {
            throw new InvalidDataException("Stored text of an unknown encoding.");
        }
        if (packed[0] == Plain)
        {
            return packed[1..];
        }

        using var source = new MemoryStream(packed, 1, packed.Length - 1, writable: false);
        using var brotli = new BrotliStream(source, CompressionMode.Decompress);
        using var text = new MemoryStream();
        brotli.CopyTo(text);
        return text.ToArray();
    }

    public static string UnpackText(byte[] packed) => Encoding.UTF8.GetString(Unpack(packed));
}
