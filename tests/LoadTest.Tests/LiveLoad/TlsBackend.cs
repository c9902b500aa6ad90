using System.Security.Cryptography.X509Certificates;
using Connectivity.TestKit.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connectivity.LoadTest.Tests.LiveLoad;

/// <summary>A real server of TLS and HTTP/1.1 and /2 that answers /readyz, as a kube-apiserver does, and refuses everything else.</summary>
internal sealed class TlsBackend : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly TestAuthority _authority = TestAuthority.Create();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loadtest-backend-");
    private readonly X509Certificate2 _certificate;
    private int _answered;

    private TlsBackend(params string[] names)
    {
        var issued = _authority.Issue(new CertificateWish { CommonName = names[0], DnsNames = names });
        // As it is read from PEM a key cannot be used by every part of the platform; through PKCS #12 it can.
        using var pem = issued.ToX509();
        _certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
        File.WriteAllText(CaFile, _authority.Pem);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options => options.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(_certificate);
        }));
        _application = builder.Build();
        _application.Run(AnswerAsync);
    }

    /// <summary>Where it listens.</summary>
    public string Address => new Uri(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Authority;

    /// <summary>Who has issued its certificate.</summary>
    public string CaFile => Path.Combine(_folder.FullName, "ca.crt");

    /// <summary>Requests that it has answered with 200.</summary>
    public int Answered => Volatile.Read(ref _answered);

    public static async Task<TlsBackend> StartAsync(params string[] names)
    {
        var backend = new TlsBackend(names);
        await backend._application.StartAsync();
        return backend;
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _application.StopAsync(atOnce.Token);
        await _application.DisposeAsync();
        _certificate.Dispose();
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path != "/readyz")
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        Interlocked.Increment(ref _answered);
        return context.Response.WriteAsync("ok");
    }
}
