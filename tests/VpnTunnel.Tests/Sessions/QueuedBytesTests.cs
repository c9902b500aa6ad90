using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Sessions;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Sessions;

public class QueuedBytesTests
{
    [Fact]
    public void Frames_wait_in_the_carrier_until_they_are_written_and_what_it_has_not_sent_comes_on_top()
    {
        var carrier = new Carrier();
        var session = new TunnelSession(SessionRole.Server, "agent", new SessionSettings(), new TestHost());
        var link = new CarrierLink(session, carrier, slot: 0, attempt: 1);
        Assert.Equal(0, link.QueuedBytes);

        link.SendGoAway(GoAwayReason.Draining, TimeSpan.FromSeconds(1), "soon");
        var waiting = link.QueuedBytes;
        Assert.True(waiting > FrameHeader.Size);
        carrier.UnsentBytes = 1000;
        Assert.Equal(waiting + 1000, link.QueuedBytes);

        Assert.Equal(waiting, link.Write(new byte[FrameHeader.MaxFrame]));
        Assert.Equal(1000, link.QueuedBytes);
    }

    private sealed class Carrier : ICarrier
    {
        public int UnsentBytes { get; set; }

        public void RequestSend()
        {
        }

        public void Abandon()
        {
        }

        public void Close(GoAwayReason reason)
        {
        }
    }
}
