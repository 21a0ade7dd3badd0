using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Recorder.Domain.Importing;

namespace Recorder.Features.Import;

/// <summary>
/// zstd (RFC 8878), which .NET does not unpack, by the system's libzstd: Debian's libzstd1, which every Debian has. The library itself refuses windows
/// above 128 MiB, so a small file cannot ask for much memory.
/// </summary>
internal sealed class ZstdStream : ForwardStream
{
    public const string Library = "libzstd.so.1";
    private const int BufferBytes = 128 << 10;

    private readonly Stream packed;
    private readonly Context context = ZSTD_createDStream();
    private readonly byte[] source = GC.AllocateUninitializedArray<byte>(BufferBytes, pinned: true);
    private readonly byte[] target = GC.AllocateUninitializedArray<byte>(BufferBytes, pinned: true);
    private Window input;
    private bool isInFrame;
    private bool holdsMore;

    private ZstdStream(Stream packed) => this.packed = packed;

    /// <exception cref="UnreadableSourceException">The library is not installed.</exception>
    public static Stream Over(Stream packed, string library = Library) =>
        NativeLibrary.TryLoad(library, typeof(ZstdStream).Assembly, null, out _)
            ? new ZstdStream(packed)
            : throw new UnreadableSourceException($"it is packed with zstd, and {library} is not installed on the server (Debian: apt-get install libzstd1).");

    public override int Read(Span<byte> buffer)
    {
        var output = new Window(target, Math.Min(buffer.Length, BufferBytes));
        while (output.Used == 0 && output.Size > 0)
        {
            if (input.Used == input.Size && !holdsMore)
            {
                var read = packed.Read(source);
                if (read == 0)
                {
                    return isInFrame ? throw new InvalidDataException("The zstd data breaks off.") : 0;
                }

                input = new Window(source, read);
            }

            var left = ZSTD_decompressStream(context, ref output, ref input);
            if (ZSTD_isError(left) != 0)
            {
                throw new InvalidDataException("The zstd data is damaged.");
            }

            isInFrame = left != 0;
            holdsMore = isInFrame && output.Used == output.Size;
        }

        target.AsSpan(0, (int)output.Used).CopyTo(buffer);
        return (int)output.Used;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            packed.Dispose();
            context.Dispose();
        }

        base.Dispose(disposing);
    }

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern Context ZSTD_createDStream();

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nuint ZSTD_freeDStream(nint context);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nuint ZSTD_decompressStream(Context context, ref Window output, ref Window input);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint ZSTD_isError(nuint code);

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer of zstd.h, over a pinned array.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Window(byte[] pinned, int size)
    {
        public nint Data = Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
        public nuint Size = (nuint)size;
        public nuint Used = 0;
    }

    private sealed class Context() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle() => ZSTD_freeDStream(handle) == 0;
    }
}
