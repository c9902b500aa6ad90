using Connectivity.Landscape.Proofs;
using Xunit;

namespace Connectivity.Landscape.Tests.Proofs;

public sealed class TlsAlertTests
{
    private static readonly byte[] UnrecognizedName = [21, 3, 3, 0, 2, 2, 112];

    [Fact]
    public void Reads_the_description() => Assert.Equal(TlsAlert.UnrecognizedName, TlsAlert.Read(UnrecognizedName));

    [Fact]
    public void A_part_of_an_alert_is_none()
    {
        for (var length = 0; length < UnrecognizedName.Length; length++)
            Assert.Null(TlsAlert.Read(UnrecognizedName.AsSpan(0, length)));
    }

    [Fact]
    public void A_handshake_is_no_alert() => Assert.Null(TlsAlert.Read([22, 3, 3, 0, 122, 2, 0]));
}
