using Connectivity.Shared.Configuration;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Listening;
using Xunit;

namespace Connectivity.SniGateway.Tests.Listening;

public sealed class ListenerSettingsTests
{
    [Theory]
    [InlineData("helloMaxBytes: 1024, helloMaxRecords: 1, proxyHeaderMaxBytes: 232")]
    [InlineData("helloMaxBytes: 1MiB, helloMaxRecords: 4096, proxyHeaderMaxBytes: 64KiB")]
    public void Whatever_limits_a_file_may_have_can_be_put_in_force(string limits)
    {
        var settings = new ListenerSettings(Config.Tls with { StackedHeaders = ListenerOptions.MaxStackedHeaders }, Read(limits)!);
        Assert.True(settings.MaxBufferedBytes >= settings.HelloLimits.MaxReceivedBytes + settings.ProxyLimits.MaxBytes);
        // A reader must be able to say that its limit is reached before the buffer is full.
        Assert.InRange(settings.ConnectLimits.MaxBytes, 1, settings.MaxBufferedBytes - 1);
    }

    [Fact]
    public void More_records_than_can_be_put_in_force_are_a_mistake_in_the_file() => Assert.Null(Read("helloMaxRecords: 4097"));

    private static LimitsOptions? Read(string limits) => GatewayOptionsBinder.Read(
        $"listeners:\n  - {{ name: tls, address: \"127.0.0.1:0\" }}\nlimits: {{ {limits} }}\n", new ConfigErrors("file"))?.Limits;
}
