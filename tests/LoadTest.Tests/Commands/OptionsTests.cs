using Connectivity.LoadTest.Commands;
using Connectivity.LoadTest.LiveLoad;
using Xunit;

namespace Connectivity.LoadTest.Tests.Commands;

public class OptionsTests
{
    private static readonly Family Gateway = Family.Find("gateway")!;

    [Fact]
    public void A_run_is_as_its_options_say()
    {
        var wanted = MeasureOptions.Parse(["--quick", "--only", Gateway.Scenarios[0].Name, "--rounds", "5", "--json", "/tmp/x.json"], Gateway);
        Assert.True(wanted.Quick);
        Assert.Equal(Gateway.Scenarios[0].Name, wanted.Only);
        Assert.Equal(5, wanted.Rounds);
        Assert.Equal("/tmp/x.json", wanted.Json);
    }

    [Theory]
    [InlineData("--only", "nothing")]
    [InlineData("--rounds", "0")]
    [InlineData("--rounds", "many")]
    [InlineData("--rounds")]
    [InlineData("--published", "/nowhere/at/all")]
    [InlineData("--fast")]
    [InlineData("stray")]
    public void A_run_whose_options_make_no_sense_is_refused(params string[] words) =>
        Assert.Throws<UsageException>(() => MeasureOptions.Parse(words, Gateway));

    [Fact]
    public void Names_of_families_and_of_their_scenarios_are_unique()
    {
        Assert.Distinct(Family.All.Select(static f => f.Name));
        Assert.All(Family.All, static f => Assert.Distinct(f.Scenarios.Select(static s => s.Name)));
        Assert.All(Family.All, static f => Assert.All(f.Scenarios, static s => Assert.Distinct(s.Cases)));
    }

    [Theory]
    [InlineData("--from", "/nowhere/results.json")]
    [InlineData("--only", "bulk")]
    [InlineData("--rounds", "x")]
    public void A_report_whose_options_make_no_sense_is_refused(params string[] words) => Assert.Throws<UsageException>(() => ReportOptions.Parse(words));

    [Fact]
    public void A_load_on_a_gateway_is_as_its_options_say()
    {
        var plan = LoadOptions.Parse([
            "--target", "gateway.example:443", "--sni", "api.a.example", "--sni", "api.b.example", "--mode", "requests", "--connections", "10", "--rate", "250.5",
            "--duration", "2m", "--timeout", "500ms", "--processes", "3", "--path", "/livez?verbose", "--http", "2", "--insecure"]).Plan;
        Assert.Equal(LoadMode.Requests, plan.Mode);
        Assert.Equal(["api.a.example", "api.b.example"], plan.Names);
        Assert.Equal((10, 250.5, 120, 0.5, 3, 2), (plan.Connections, plan.Rate, plan.DurationSeconds, plan.TimeoutSeconds, plan.Processes, plan.HttpVersion));
        Assert.True(plan.Insecure);
        Assert.False(plan.IsTunnel);
    }

    [Fact]
    public void A_load_on_a_tunnel_needs_no_name()
    {
        var plan = LoadOptions.Parse(["--target", "unix:/run/vpn/connect.sock", "--connect", "10.0.0.1:10250", "--mode", "dial"]).Plan;
        Assert.True(plan.IsTunnel);
        Assert.Empty(plan.Names);
    }

    [Fact]
    public void There_are_not_more_processes_than_connections() =>
        Assert.Equal(2, LoadOptions.Parse(["--target", "h:1", "--sni", "a", "--mode", "idle", "--connections", "2", "--processes", "8"]).Plan.Processes);

    [Theory]
    [InlineData("--sni a --mode handshakes")]
    [InlineData("--target host --sni a --mode handshakes")]
    [InlineData("--target host:0 --sni a --mode handshakes")]
    [InlineData("--target host:443 --mode handshakes")]
    [InlineData("--target host:443 --sni a")]
    [InlineData("--target host:443 --sni a --mode fast")]
    [InlineData("--target host:443 --sni a --mode dial")]
    [InlineData("--target host:443 --connect b:1 --sni a --mode idle")]
    [InlineData("--target host:443 --connect b:1 --sni a --sni c --mode dial")]
    [InlineData("--target host:443 --sni a --mode handshakes --rate 0")]
    [InlineData("--target host:443 --sni a --mode handshakes --duration 5")]
    [InlineData("--target host:443 --sni a --mode handshakes --duration 0s")]
    [InlineData("--target host:443 --sni a --mode handshakes --http 3")]
    [InlineData("--target host:443 --sni a --mode requests --path readyz")]
    [InlineData("--target host:443 --sni a --mode handshakes --ca /nowhere.pem")]
    [InlineData("--target host:443 --sni a --mode handshakes --cert /etc/hostname")]
    [InlineData("--target host:443 --sni a --mode handshakes --yes")]
    public void A_load_whose_options_make_no_sense_is_refused(string words) => Assert.Throws<UsageException>(() => LoadOptions.Parse(words.Split(' ')));

    [Theory]
    [InlineData("--fail-on-worse 5")]
    [InlineData("/nowhere/a.json /nowhere/b.json")]
    [InlineData("--worst 5")]
    public void A_comparison_whose_options_make_no_sense_is_refused(string words) => Assert.Throws<UsageException>(() => CompareOptions.Parse(words.Split(' ')));
}
