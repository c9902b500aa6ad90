using System.Net.Security;
using System.Security.Authentication;
using Connectivity.Shared.Tls;
using Xunit;

namespace Connectivity.Shared.Tests.Tls;

public sealed class TlsAlertsTests
{
    public static TheoryData<byte[], byte, string> All => new()
    {
        { TlsAlerts.HandshakeFailure.ToArray(), 40, "handshake failure" },
        { TlsAlerts.AccessDenied.ToArray(), 49, "access denied" },
        { TlsAlerts.DecodeError.ToArray(), 50, "decode error" },
        { TlsAlerts.InternalError.ToArray(), 80, "internal error" },
        { TlsAlerts.UnrecognizedName.ToArray(), 112, "unrecognized name" },
    };

    [Theory]
    [MemberData(nameof(All))]
    public async Task Tells_a_real_client_why(byte[] alert, byte description, string words)
    {
        await using var tls = new SslStream(new CannedAnswer(alert));

        var refused = await Assert.ThrowsAsync<AuthenticationException>(
            () => tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "api.a.example.org" }));

        Assert.Contains(words, refused.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal([21, 3, 3, 0, 2, 2, description], alert);
    }

    /// <summary>A peer that takes everything and answers with the same few bytes.</summary>
    private sealed class CannedAnswer(byte[] answer) : MemoryStream(answer, writable: false)
    {
        public override bool CanWrite => true;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => default;
    }
}
