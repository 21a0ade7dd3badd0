namespace Recorder.Features.Import;

internal enum ArchiveKind { None, Zip, Tar, GZip }

internal static class ArchiveKinds
{
    private const int HeadBytes = 512;
    private const int TarMagicAt = 257;

    /// <summary>As many first bytes as tell, or all there are.</summary>
    public static byte[] Head(Stream stream)
    {
        var head = new byte[HeadBytes];
        return head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }

    public static ArchiveKind Of(ReadOnlySpan<byte> head) =>
        head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8) ? ArchiveKind.Zip
        : head.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]) ? ArchiveKind.GZip
        : head.Length > TarMagicAt && head[TarMagicAt..].StartsWith("ustar"u8) ? ArchiveKind.Tar
        : ArchiveKind.None;
}
