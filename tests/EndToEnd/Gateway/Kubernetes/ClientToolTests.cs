using Connectivity.Landscape.Pki;
using Connectivity.Landscape.Shoots;
using Xunit;

namespace Connectivity.EndToEnd.Gateway.Kubernetes;

/// <summary>The tools that people reach for when they want to know what is behind a name.</summary>
[Collection(ControlPlaneTests.Name)]
public sealed class ClientToolTests(ControlPlanes shoots) : GatewayScenario
{
    [Fact]
    public async Task Openssl_shows_the_certificate_of_each_name()
    {
        var gateway = await StartAsync(shoots.Routes);
        foreach (var (shoot, other) in new[] { (shoots.A, shoots.B), (shoots.B, shoots.A) })
        {
            var own = await OpensslAsync(gateway, shoot.Name.Host, shoot.Pki.AuthorityFile);
            var foreign = await OpensslAsync(gateway, shoot.Name.Host, other.Pki.AuthorityFile);

            Assert.True(own.ExitCode == 0, own.Text);
            Assert.Contains("Verify return code: 0 (ok)", own.Output, StringComparison.Ordinal);
            Assert.Contains($"issuer=CN = {shoot.Name.Namespace} kube-apiserver", own.Output, StringComparison.Ordinal);
            Assert.True(foreign.ExitCode != 0, foreign.Text);
        }
    }

    [Fact]
    public async Task Openssl_shows_the_alert_for_a_name_that_nobody_has()
    {
        var gateway = await StartAsync(shoots.Routes);

        var run = await OpensslAsync(gateway, "api.nobody.dev.example.test", shoots.A.Pki.AuthorityFile);

        Assert.True(run.ExitCode == 1, run.Text);
        Assert.Contains("alert number 112", run.Error, StringComparison.Ordinal);
        Assert.Contains("no peer certificate available", run.Output, StringComparison.Ordinal);
        var line = await gateway.AccessLog.WaitForAsync(static _ => true);
        Assert.Equal(("NoRoute", "api.nobody.dev.example.test"), ((string?)line["outcome"], (string?)line["name"]));
    }

    [Theory]
    [InlineData("--resolve", "{0}:{1}:127.0.0.1")]
    [InlineData("--connect-to", "{0}:{1}:127.0.0.1:{1}")]
    public async Task Curl_reaches_each_shoot_by_its_name(string option, string form)
    {
        var gateway = await StartAsync(shoots.Routes);
        foreach (var shoot in new[] { shoots.A, shoots.B })
        {
            var run = await CurlAsync(shoot, gateway.Port, option, string.Format(form, shoot.Name.Host, gateway.Port));

            Assert.True(run.ExitCode == 0, run.Text);
            Assert.Equal("200", run.Output);
        }
    }

    [Fact]
    public async Task Curl_is_told_by_an_alert_that_nobody_has_a_name()
    {
        const int connectFailedInTls = 35;
        var gateway = await StartAsync(shoots.Routes);

        var run = await ProgramRun.OfAsync(
            "curl", "-sS", "--noproxy", "*", "--connect-to", $"::127.0.0.1:{gateway.Port}", "https://api.nobody.dev.example.test/version");

        Assert.True(run.ExitCode == connectFailedInTls, run.Text);
        Assert.Contains("unrecognized name", run.Error, StringComparison.Ordinal);
    }

    private static Task<ProgramRun> OpensslAsync(GatewayProgram gateway, string host, string authorityFile) => ProgramRun.OfAsync(
        "openssl", "s_client", "-connect", $"127.0.0.1:{gateway.Port}", "-servername", host, "-verify_hostname", host,
        "-CAfile", authorityFile, "-no-CApath", "-no-CAstore", "-verify_return_error");

    private async Task<ProgramRun> CurlAsync(Shoot shoot, int port, string option, string value)
    {
        var admin = shoot.Pki.Admin.WriteTo(shoot.Files.Pki, "curl");
        return await ProgramRun.OfAsync(
            "curl", "-sS", "--noproxy", "*", option, value, "--cacert", shoot.Pki.AuthorityFile, "--cert", admin.Certificate,
            "--key", admin.Key, "-o", "/dev/null", "-w", "%{http_code}", $"https://{shoot.Name.Host}:{port}/api/v1/namespaces");
    }
}
