using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Recorder.Features.Import;
using ServiceDefaults.Tenancy;
using Xunit;

namespace Recorder.Tests.Features;

public sealed class UploadCipherTests
{
    private static readonly (Guid Org, Guid Upload) Here = (Guid.NewGuid(), Guid.NewGuid());
    private static readonly byte[] Plain = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a line of somebody's file\n", 100)));

    [Fact]
    public void A_chunk_comes_back_after_a_restart_and_only_at_its_own_place()
    {
        var stored = Cipher().Seal(Here.Org, Here.Upload, 3, Plain);

        Assert.Equal(Plain, Cipher().Open(Here.Org, Here.Upload, 3, stored));
        Assert.True(stored.AsSpan().IndexOf("somebody"u8) < 0);
        Assert.ThrowsAny<CryptographicException>(() => Cipher().Open(Here.Org, Here.Upload, 4, stored));
        Assert.ThrowsAny<CryptographicException>(() => Cipher().Open(Here.Org, Guid.NewGuid(), 3, stored));
        Assert.ThrowsAny<CryptographicException>(() => Cipher().Open(Guid.NewGuid(), Here.Upload, 3, stored));
        Assert.ThrowsAny<CryptographicException>(() => Cipher().Open(Here.Org, Here.Upload, 3, stored.AsSpan(0, 10)));
    }

    [Fact]
    public void One_changed_byte_is_noticed()
    {
        var stored = Cipher().Seal(Here.Org, Here.Upload, 0, Plain);
        for (var at = 0; at < stored.Length; at += 97)
        {
            var changed = stored.ToArray();
            changed[at] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => Cipher().Open(Here.Org, Here.Upload, 0, changed));
        }
    }

    private static UploadCipher Cipher() => new(new OrgKeys(new IdentitySigner(
        new ConfigurationBuilder().AddInMemoryCollection([new("Identity:Key", Convert.ToBase64String(new byte[32]))]).Build(), TimeProvider.System)));
}
