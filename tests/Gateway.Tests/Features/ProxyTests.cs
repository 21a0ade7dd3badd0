using System.Net;
using System.Text;
using System.Text.Json;
using Contracts.Gateway;
using Xunit;

namespace Gateway.Tests.Features;

public sealed class ProxyTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Fact]
    public async Task A_service_hears_who_asks_and_nothing_that_the_caller_showed()
    {
        var key = await gateway.MakeKey(Role.Member, name: "agent");
        var path = $"/v2/runs/{Guid.NewGuid():N}";
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", "ctx_session=x; other=y");
        request.Headers.Add("X-Ctx-Identity", "forged.signature");

        (await gateway.Client(key.Secret).SendAsync(request)).EnsureSuccessStatusCode();

        var headers = gateway.Services.Seen.Single(seen => seen.Path == path).Headers;
        var identity = headers["X-Ctx-Identity"].ToString();
        Assert.DoesNotContain("forged", identity, StringComparison.Ordinal);
        using var claims = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(identity.Split('.')[0]));
        Assert.Equal("member", claims.RootElement.GetProperty("role").GetString());
        Assert.StartsWith("agent (ctx_", claims.RootElement.GetProperty("sub").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("X-Api-Key", headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain("Authorization", headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain("Cookie", headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_is_open_to_all_reaches_its_service_for_nobody_whatever_was_shown()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/.well-known/jwks.json");
        request.Headers.Add("Cookie", "other=y");
        request.Headers.Add("X-Ctx-Identity", "forged.signature");

        await gateway.Client().SendAsync(request);

        var headers = gateway.Services.Seen.Single(seen => seen.Path == "/.well-known/jwks.json").Headers;
        using var claims = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(headers["X-Ctx-Identity"].ToString().Split('.')[0]));
        Assert.Equal(("viewer", "anyone"), (claims.RootElement.GetProperty("role").GetString(), claims.RootElement.GetProperty("sub").GetString()));
        Assert.DoesNotContain("Cookie", headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_forged_identity_opens_nothing()
    {
        var client = gateway.Client();
        client.DefaultRequestHeaders.Add("X-Ctx-Identity", "eyJyb2xlIjoib3duZXIifQ.AAAA");

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/v2/runs")).StatusCode);
    }

    [Theory]
    [InlineData("/v2/runs?q=a%20b%26c&limit=5")]
    [InlineData("/v2/runs/a%2Fb")]
    [InlineData("/v2/runs/a%2Fb%20c?q=%2F")]
    [InlineData("/v2/blobs/%C3%BC?x=%2F")]
    public async Task An_address_reaches_the_service_as_it_was_written(string target)
    {
        using var answer = JsonDocument.Parse(await gateway.Owner().GetStringAsync(target));

        Assert.Equal(target, answer.RootElement.GetProperty("target").GetString());
    }

    [Theory]
    [InlineData("/v2/runs/../../health/live")]
    [InlineData("/v2/runs/%2e%2e/internal")]
    [InlineData("/v2/recorder/internal")]
    [InlineData("/v2//runs")]
    public async Task Nothing_but_the_table_s_routes_reaches_a_service(string target)
    {
        var before = gateway.Services.Seen.Count;
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Address, new Uri(target, UriKind.Relative)));

        using var response = await gateway.Owner().SendAsync(request);

        Assert.False(response.IsSuccessStatusCode);
        Assert.Equal(before, gateway.Services.Seen.Count);
    }

    [Fact]
    public async Task Lines_come_through_one_by_one()
    {
        using var response = await gateway.Owner().GetAsync("/v2/runs/1/transcript", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());

        // The service holds the second line back until the first one was read here.
        Assert.Equal("{\"seq\":0}", await lines.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)));
        gateway.Services.Open("transcript");
        Assert.Equal("{\"seq\":1}", await lines.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task A_service_that_breaks_off_is_said_to_have()
    {
        using var response = await gateway.Owner().PostAsync("/v2/context/compile", new StringContent("{}", Encoding.UTF8, "application/json"));

        Assert.Equal((HttpStatusCode.BadGateway, "service_broke_off"), (response.StatusCode, await RunningGateway.CodeOf(response)));
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("/v2/runs/import", 20)]
    [InlineData("/v2/runs", 10)]
    public async Task A_body_within_the_limit_reaches_the_service(string path, int megabytes)
    {
        using var response = await gateway.Owner().PostAsync(path, new ByteArrayContent(new byte[megabytes << 20]));

        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(megabytes << 20, answer.RootElement.GetProperty("length").GetInt64());
    }

    [Theory]
    [InlineData("/v2/runs", 17)]
    [InlineData("/v2/runs/import", 120)]
    public async Task A_body_over_the_limit_is_refused_in_words(string path, int megabytes)
    {
        using var response = await gateway.Owner().PostAsync(path, new ByteArrayContent(new byte[megabytes << 20]));

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), (response.StatusCode, await RunningGateway.CodeOf(response)));
    }

    [Fact]
    public async Task A_body_that_does_not_say_how_long_it_is_is_stopped_at_the_limit()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v2/runs") { Content = new StreamContent(new Endless(20 << 20)) };
        request.Headers.TransferEncodingChunked = true;

        using var response = await gateway.Owner().SendAsync(request);

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), (response.StatusCode, await RunningGateway.CodeOf(response)));
    }

    /// <summary>So many zeroes, without saying so beforehand.</summary>
    private sealed class Endless(long left) : Stream
    {
        private long _left = left;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var given = (int)Math.Min(count, _left);
            _left -= given;
            return given;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
