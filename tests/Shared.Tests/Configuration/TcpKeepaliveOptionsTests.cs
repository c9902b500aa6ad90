using System.Buffers;
using System.Text;
using System.Text.Json;
using Connectivity.Shared.Configuration;
using Xunit;

namespace Connectivity.Shared.Tests.Configuration;

public sealed class TcpKeepaliveOptionsTests
{
    private static readonly TcpKeepaliveOptions Defaults = new(TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(3), Probes: 5);

    [Fact]
    public void What_is_missing_is_the_callers_default()
    {
        Assert.Equal(Defaults, Read("{}", out _));
        Assert.Equal(Defaults with { Interval = TimeSpan.FromSeconds(1) }, Read("interval: 1s", out _));
    }

    [Fact]
    public void A_dead_peer_shows_after_the_idle_time_and_all_probes() => Assert.Equal(TimeSpan.FromSeconds(22), Defaults.Total);

    [Theory]
    [InlineData("idle: 999ms", "f:1:7: idle: \"999ms\" is too small: at least 1s")]
    [InlineData("interval: 32768s", "f:1:11: interval: \"32768s\" is too large: at most 9h6m7s")]
    [InlineData("probes: 0", "f:1:9: probes: \"0\" is too small: at least 1")]
    [InlineData("probes: 128", "f:1:9: probes: \"128\" is too large: at most 127")]
    public void What_the_kernel_does_not_take_is_refused(string text, string error)
    {
        Assert.Null(Read(text, out var errors));
        Assert.Equal([error], errors);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            Defaults.Write(json);
            json.WriteEndObject();
        }

        var text = Encoding.UTF8.GetString(bytes.WrittenSpan);
        Assert.Equal("""{"idle":"7s","interval":"3s","probes":5}""", text);
        Assert.Equal(Defaults, Read(text, out _, new TcpKeepaliveOptions(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), Probes: 1)));
    }

    private static TcpKeepaliveOptions? Read(string text, out string[] lines, TcpKeepaliveOptions? defaults = null)
    {
        var errors = new ConfigErrors("f");
        var bound = ConfigReader.Bind(text, map => TcpKeepaliveOptions.Bind(map, defaults ?? Defaults), errors);
        lines = [.. errors.Lines()];
        return bound;
    }
}
