using System.Net.Sockets;
using System.Security.Cryptography;
using Connectivity.Shared.Native;
using Connectivity.Shared.TlsEndpoints;
using CsCheck;
using Xunit;

namespace Connectivity.Shared.Tests.TlsEndpoints;

public sealed class DataTests
{
    private const int Length = 300_000;

    [Fact]
    public void Carries_random_bytes_through_small_buffers_whatever_the_sizes()
    {
        using var tls = new TlsFixture();
        Gen.Select(Gen.Int[1, 40_000].Array[1, 20], Gen.Int[1, 40_000].Array[1, 20], Gen.Bool, Gen.Int[1, 30])
            .Sample(
                (sends, receives, more, key) =>
                {
                    var (client, server) = tls.Connected(bufferBytes: 4096);
                    client.Tls.RecordsPerKey = key;
                    Carries(client, server, sends, receives, more);
                    Close(client, server);
                },
                iter: 40,
                threads: 1);
    }

    [Fact]
    public void Small_sends_with_more_to_come_go_out_with_the_last()
    {
        using var tls = new TlsFixture();
        var (client, server) = tls.Connected();
        Assert.Equal(1, client.TrySend("a"u8, more: true));
        Assert.Equal(1, client.TrySend("b"u8, more: true));
        Assert.True(client.Tls.HasHeldOutput);
        Assert.Equal(-Errno.EAGAIN, server.TryReceive(new byte[3]));

        Assert.Equal(1, client.TrySend("c"u8));

        Assert.False(client.Tls.HasHeldOutput);
        var together = new byte[3];
        Assert.Equal(3, server.Receive(together));
        Assert.Equal("abc"u8, together);
    }

    [Fact]
    public void Holds_no_more_than_a_block_for_a_peer_that_reads_nothing()
    {
        using var tls = new TlsFixture();
        var (client, server) = tls.Connected(bufferBytes: 4096);
        var bytes = RandomNumberGenerator.GetBytes(1 << 20);
        var accepted = 0;
        while (client.TrySend(bytes.AsSpan(accepted)) is var sent and not -Errno.EAGAIN)
            accepted += sent;

        Assert.True(client.Tls.HasHeldOutput);
        Assert.InRange(client.Tls.HeldOutputBytes, 1, 200_000);
        Assert.InRange(accepted, 1, 200_000);
        Assert.Equal(-Errno.EAGAIN, client.Tls.Flush());
        var got = new byte[accepted];
        for (var received = 0; received < accepted;)
        {
            var now = server.TryReceive(got.AsSpan(received));
            received += Math.Max(0, now);
            client.Tls.Flush();
        }

        Assert.Equal(bytes[..accepted], got);
        Assert.Equal(0, client.Tls.Flush());
    }

    [Theory]
    [InlineData(TlsRole.Client)]
    [InlineData(TlsRole.Server)]
    public async Task One_direction_ends_and_the_other_goes_on(TlsRole ending)
    {
        using var tls = new TlsFixture();
        var ends = tls.Connected();
        var (first, second) = ending == TlsRole.Client ? (ends.Client, ends.Server) : (ends.Server, ends.Client);
        first.Send("last words"u8);
        Assert.Equal(0, first.Tls.EndSending());
        Assert.Equal(0, first.Tls.EndSending());
        first.Socket.Shutdown(SocketShutdown.Send);
        Assert.Equal(-Errno.EPIPE, first.TrySend("x"u8));

        Assert.Equal("last words"u8, second.ReceiveExactly(10));
        Assert.Equal(0, second.Receive(new byte[1]));
        Assert.Equal(0, second.Receive(new byte[1]));
        var answer = RandomNumberGenerator.GetBytes(100_000);
        var sending = Task.Run(() => second.Send(answer));
        Assert.Equal(answer, first.ReceiveExactly(answer.Length));
        await sending;

        Assert.Equal(0, second.Tls.EndSending());
        Assert.Equal(0, first.Receive(new byte[1]));
        Assert.Equal((TlsFailure.None, TlsFailure.None), (first.Tls.Failure, second.Tls.Failure));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_end_of_the_transport_without_close_notify_is_no_clean_end(bool reset)
    {
        using var tls = new TlsFixture();
        var (client, server) = tls.Connected();
        client.Send("abc"u8);
        Assert.Equal("abc"u8, server.ReceiveExactly(3));
        client.Socket.LingerState = new LingerOption(reset, 0);
        client.Tls.Dispose();
        client.Socket.Close();

        Assert.Equal(-Errno.ECONNRESET, server.Receive(new byte[1]));

        Assert.Equal(TlsFailure.ConnectionLost, server.Tls.Failure);
        Assert.Equal(-Errno.ECONNRESET, server.TryReceive(new byte[1]));
    }

    [Fact]
    public void Bytes_before_a_cut_are_delivered_before_it_is_told()
    {
        using var tls = new TlsFixture();
        var (client, server) = tls.Connected();
        client.Send(new byte[50_000]);
        client.Socket.Shutdown(SocketShutdown.Send);

        server.ReceiveExactly(50_000);

        Assert.Equal(-Errno.ECONNRESET, server.Receive(new byte[1]));
    }

    [Fact]
    public void A_changed_record_ends_the_connection()
    {
        using var tls = new TlsFixture();
        var (clientSocket, near) = tls.Sockets();
        var (far, serverSocket) = tls.Sockets();
        var (client, server) = (tls.ClientEnd(clientSocket), tls.ServerEnd(serverSocket));
        TlsEnd.TryShake(client, server, () =>
        {
            Move(near, far, changeLast: false);
            Move(far, near, changeLast: false);
        });
        client.Send("abc"u8);
        Move(near, far, changeLast: true);

        Assert.Equal(-Errno.ECONNRESET, server.Receive(new byte[3]));

        Assert.Equal(TlsFailure.ProtocolError, server.Tls.Failure);
        Move(far, near, changeLast: false);
        Assert.Equal(-Errno.ECONNRESET, client.Receive(new byte[1]));
        Assert.StartsWith("peer's alert 20: ", client.Tls.FailureDetail, StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_when_another_receive_would_bring_nothing()
    {
        using var tls = new TlsFixture();
        var (client, server) = tls.Connected();
        client.Send("abcd"u8);
        Assert.Equal(2, server.Receive(new byte[2]));
        Assert.False(server.Tls.IsDrained);
        client.Send("e"u8);
        Assert.Equal(2, server.Receive(new byte[2]));
        Assert.False(server.Tls.IsDrained);
        Assert.Equal(1, server.Receive(new byte[2]));
        Assert.True(server.Tls.IsDrained);
    }

    [Fact]
    public void Nothing_is_allocated_while_bytes_flow()
    {
        using var tls = new TlsFixture();
        var (client, server) = tls.Connected();
        var (bytes, buffer) = (new byte[40_000], new byte[40_000]);
        RoundTrips(client, server, bytes, buffer, 10);

        var before = GC.GetAllocatedBytesForCurrentThread();
        RoundTrips(client, server, bytes, buffer, 100);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Nothing_goes_before_the_handshake_or_after_disposal()
    {
        using var tls = new TlsFixture();
        var (client, _) = tls.Ends();
        Assert.Equal(-Errno.ENOTCONN, client.TrySend("x"u8));
        Assert.Equal(-Errno.ENOTCONN, client.TryReceive(new byte[1]));
        Assert.Equal(-Errno.ENOTCONN, client.Tls.EndSending());

        client.Tls.Dispose();
        client.Tls.Dispose();

        Assert.Throws<ObjectDisposedException>(() => client.Tls.Handshake());
        Assert.Throws<ObjectDisposedException>(() => client.TrySend("x"u8));
        Assert.Throws<ObjectDisposedException>(() => client.TryReceive(new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => client.Tls.Flush());
        Assert.Throws<ObjectDisposedException>(() => client.Tls.EndSending());
        Assert.False(client.Tls.HasHeldOutput);
        Assert.False(client.Tls.IsDrained);
    }

    private static void Carries(TlsEnd client, TlsEnd server, int[] sends, int[] receives, bool more)
    {
        var bytes = RandomNumberGenerator.GetBytes(Length);
        var got = new byte[Length];
        var (sent, received) = (0, 0);
        for (var turn = 0; received < Length; turn++)
        {
            if (sent < Length)
                sent += Math.Max(0, client.TrySend(bytes.AsSpan(sent, Math.Min(sends[turn % sends.Length], Length - sent)), more));
            else
                client.Tls.Flush();
            var now = server.TryReceive(got.AsSpan(received, Math.Min(receives[turn % receives.Length], Length - received)));
            Assert.True(now is > 0 or -Errno.EAGAIN, server.Tls.FailureDetail);
            received += Math.Max(0, now);
        }

        Assert.Equal(bytes, got);
        Assert.Equal(0, client.Tls.EndSending());
        Assert.Equal(0, server.Receive(got));
    }

    private static void Close(TlsEnd client, TlsEnd server)
    {
        client.Tls.Dispose();
        server.Tls.Dispose();
        client.Socket.Dispose();
        server.Socket.Dispose();
    }

    private static void RoundTrips(TlsEnd client, TlsEnd server, byte[] bytes, byte[] buffer, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Cross(client, server, bytes, buffer);
            Cross(server, client, bytes, buffer);
        }
    }

    private static void Cross(TlsEnd from, TlsEnd to, byte[] bytes, byte[] buffer)
    {
        for (int sent = 0, received = 0; received < bytes.Length;)
        {
            if (sent < bytes.Length)
                sent += Math.Max(0, from.TrySend(bytes.AsSpan(sent)));
            else
                from.Tls.Flush();
            received += Math.Max(0, to.TryReceive(buffer.AsSpan(received)));
        }
    }

    private static void Move(Socket from, Socket to, bool changeLast)
    {
        if (!changeLast && !from.Poll(0, SelectMode.SelectRead))
            return;
        var bytes = new byte[64 * 1024];
        var count = from.Receive(bytes);
        bytes[count - 1] ^= (byte)(changeLast ? 1 : 0);
        to.Send(bytes, count, SocketFlags.None);
    }
}
