using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connectivity.SniGateway.Tests.Upstream;

/// <summary>A TLS server with a certificate of its own authority, which answers like a kube-apiserver's readiness endpoint.</summary>
internal sealed class ReadyServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _silent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ReadyServer(WebApplication app, string caFile) => (_app, CaFile) = (app, caFile);

    public int Port { get; private set; }

    /// <summary>PEM file with the authority.</summary>
    public string CaFile { get; }

    /// <summary>Ends when a request for /silent has arrived.</summary>
    public Task Silent => _silent.Task;

    public static async Task<ReadyServer> StartAsync(string name)
    {
        var (authority, certificate) = MakeCertificates(name);
        var caFile = Path.GetTempFileName();
        await File.WriteAllTextAsync(caFile, authority.ExportCertificatePem());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var server = new ReadyServer(builder.Build(), caFile);
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        var addresses = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        server.Port = new Uri(addresses.Addresses.Single()).Port;
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        File.Delete(CaFile);
    }

    private Task AnswerAsync(HttpContext context)
    {
        context.Response.StatusCode = context.Request.Path.Value switch
        {
            "/readyz" => 200,
            "/moved" => 302,
            _ => 500,
        };
        if (context.Response.StatusCode == 302)
            context.Response.Headers.Location = "/readyz";
        if (context.Request.Path != "/silent")
            return Task.CompletedTask;
        _silent.TrySetResult();
        return Task.Delay(Timeout.Infinite, context.RequestAborted);
    }

    private static (X509Certificate2 Authority, X509Certificate2 Server) MakeCertificates(string name)
    {
        var (from, to) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var authority = authorityRequest.CreateSelfSigned(from, to);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, from, to, RandomNumberGenerator.GetBytes(8));
        using var withKey = signed.CopyWithPrivateKey(key);
        return (authority, X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null));
    }
}
