using Connectivity.Shared.Tls;
using Connectivity.TestKit.Tls;
using Xunit;

namespace Connectivity.Shared.Tests.Tls;

public sealed class RecordLayerTests
{
    private const string Name = "api.a.example.org";

    [Theory]
    [InlineData(0x0300)]
    [InlineData(0x0301)]
    [InlineData(0x0303)]
    [InlineData(0x0304)]
    [InlineData(0x03FF)]
    public void Ignores_the_minor_version_of_records(ushort version) =>
        Assert.Equal(Name, HelloReading.Of(ClientHelloBuilder.For(Name).RecordVersion(version).Build()).ServerName);

    [Theory]
    [InlineData(0x0001)]
    [InlineData(0x0200)]
    [InlineData(0x0400)]
    [InlineData(0xFEFD)]
    public void Refuses_another_major_version_with_the_second_byte(ushort version) =>
        AssertRefusedAt(2, ClientHelloError.RecordVersion, ClientHelloBuilder.For(Name).RecordVersion(version).Build());

    [Fact]
    public void Refuses_a_zero_length_record() =>
        AssertRefusedAt(5, ClientHelloError.ZeroLengthRecord, TlsRecords.Record(22, 0x0301, []));

    [Fact]
    public void Refuses_a_zero_length_record_inside_the_hello()
    {
        byte[] received = [.. TlsRecords.Record(22, 0x0301, [1, 0, 0]), .. TlsRecords.Record(22, 0x0301, [])];

        AssertRefusedAt(received.Length, ClientHelloError.ZeroLengthRecord, received);
    }

    [Fact]
    public void Refuses_a_record_of_16385_bytes_and_takes_one_of_16384()
    {
        // Handshake header, fields and the other extensions are what the ticket leaves of the record.
        var overhead = ClientHelloBuilder.For(Name).SessionTicket(0).BuildMessage().Length;
        var longest = ClientHelloBuilder.For(Name).SessionTicket(TlsRecords.MaxContent - overhead);
        var tooLong = ClientHelloBuilder.For(Name).SessionTicket(TlsRecords.MaxContent - overhead + 1);

        Assert.Equal(Name, HelloReading.Of(longest.Build()).ServerName);
        AssertRefusedAt(5, ClientHelloError.RecordTooLong, TlsRecords.Record(22, 0x0301, tooLong.BuildMessage()));
    }

    [Fact]
    public void Refuses_a_record_of_64_KiB_with_the_first_byte_of_its_length() =>
        AssertRefusedAt(4, ClientHelloError.RecordTooLong, [22, 3, 1, 0xFF, 0xFF]);

    [Theory]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(23)]
    public void Refuses_another_record_between_the_records_of_a_hello(byte type)
    {
        var half = ClientHelloBuilder.For(Name).BuildMessage()[..100];
        byte[] received = [.. TlsRecords.Record(22, 0x0301, half), .. TlsRecords.Record(type, 0x0301, [1])];

        AssertRefusedAt(5 + 100 + 1, ClientHelloError.InterleavedRecord, received);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(11)]
    [InlineData(0)]
    public void Refuses_another_handshake_message_with_its_first_byte(byte type) =>
        AssertRefusedAt(6, ClientHelloError.NotClientHello, ClientHelloBuilder.For(Name).HandshakeType(type).Build());

    [Fact]
    public void Refuses_a_declared_length_over_the_limit_before_the_bytes_arrive() =>
        AssertRefusedAt(9, ClientHelloError.TooLarge, ClientHelloBuilder.For(Name).DeclaredLength(65537).Build());

    [Fact]
    public void Refuses_a_declared_length_of_megabytes_with_its_first_byte() =>
        AssertRefusedAt(7, ClientHelloError.TooLarge, ClientHelloBuilder.For(Name).DeclaredLength(0xFF_0000).Build());

    [Fact]
    public void Refuses_a_declared_length_in_which_no_hello_has_room() =>
        AssertRefusedAt(9, ClientHelloError.Truncated, ClientHelloBuilder.For(Name).DeclaredLength(40).Build());

    [Fact]
    public void Takes_a_hello_of_exactly_the_largest_size()
    {
        var limits = new ClientHelloLimits(4096, 64);
        var overhead = ClientHelloBuilder.For(Name).SessionTicket(0).BuildMessage().Length - 4;
        var largest = ClientHelloBuilder.For(Name).SessionTicket(4096 - overhead).Build(1000);
        var larger = ClientHelloBuilder.For(Name).SessionTicket(4096 - overhead + 1).Build(1000);

        Assert.Equal(Name, HelloReading.Of(largest, limits).ServerName);
        Assert.Equal(ClientHelloError.TooLarge, HelloReading.Of(larger, limits).Error);
    }

    [Fact]
    public void Takes_a_session_ticket_of_60_KB_beside_a_post_quantum_key_share() =>
        Assert.Equal(Name, HelloReading.Of(ClientHelloBuilder.For(Name).PostQuantumKeyShare().SessionTicket(60_000).Build()).ServerName);

    [Fact]
    public void Takes_records_of_one_byte_up_to_the_cap()
    {
        // 64 bytes of message: the shortest hello with a name of four characters, and padding.
        var hello = ClientHelloBuilder.Minimal().ServerName("a.io").SessionId(0).CipherSuites(0x1301).Padding(0);
        var received = hello.Build(1);

        Assert.Equal(64, received.Length / 6);
        Assert.Equal("a.io", HelloReading.Of(received).ServerName);
    }

    [Fact]
    public void Refuses_one_record_over_the_cap_when_the_last_allowed_one_is_full()
    {
        var received = ClientHelloBuilder.Minimal().ServerName("a.io").SessionId(0).CipherSuites(0x1301).Padding(1).Build(1);

        AssertRefusedAt(64 * 6, ClientHelloError.TooManyRecords, received);
    }

    [Fact]
    public void Takes_bytes_behind_the_hello_in_its_last_record_for_none_of_its_business()
    {
        byte[] message = [.. ClientHelloBuilder.For(Name).BuildMessage(), 1, 2, 3];
        var reading = HelloReading.Of(TlsRecords.Record(22, 0x0301, message));

        Assert.Equal((Name, 5 + message.Length - 3), (reading.ServerName, reading.RecordLayerLength));
    }

    [Fact]
    public void Leaves_the_reassembly_buffer_alone_until_the_hello_is_complete()
    {
        var received = ClientHelloBuilder.For(Name).Build(20);
        var reassembly = new byte[65536];

        ClientHelloReader.Read(received.AsSpan(0, received.Length - 1), reassembly, ClientHelloLimits.Default, out _, out _);

        Assert.DoesNotContain(reassembly, static b => b != 0);
    }

    [Fact]
    public void Leaves_the_reassembly_buffer_alone_when_one_record_holds_the_hello()
    {
        var status = ClientHelloReader.Read(ClientHelloBuilder.For(Name).Build(), [], ClientHelloLimits.Default, out var hello, out _);

        Assert.Equal(ReadStatus.Done, status);
        Assert.True(hello.ServerName.SequenceEqual("api.a.example.org"u8));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Never_needs_more_bytes_than_the_limits_say(int recordSize)
    {
        var limits = new ClientHelloLimits(1024, 1024 + 4);
        var overhead = ClientHelloBuilder.For(Name).SessionTicket(0).BuildMessage().Length - 4;
        var received = ClientHelloBuilder.For(Name).SessionTicket(1024 - overhead).Build(recordSize);

        Assert.InRange(HelloReading.Of(received, limits).RecordLayerLength, 1024, limits.MaxReceivedBytes);
    }

    [Theory]
    [InlineData(1023, 64)]
    [InlineData((1024 * 1024) + 1, 64)]
    [InlineData(65536, 0)]
    [InlineData(65536, 4097)]
    public void Refuses_limits_out_of_range(int maxBytes, int maxRecords) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClientHelloLimits(maxBytes, maxRecords));

    internal static void AssertRefusedAt(int length, ClientHelloError error, byte[] received)
    {
        Assert.Equal(ReadStatus.NeedMore, HelloReading.Of(received.AsSpan(0, length - 1)).Status);
        for (var arrived = length; arrived <= received.Length; arrived++)
        {
            var reading = HelloReading.Of(received.AsSpan(0, arrived));
            Assert.Equal((ReadStatus.Invalid, error), (reading.Status, reading.Error));
        }
    }
}
