using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Connectivity.LoadTest.Targets;

/// <summary>A target that speaks HTTP/2 over TLS, as kube-apiserver does: <c>tls-target PORT CERTIFICATE KEY</c>. Answers everything with 1 kB.</summary>
internal static class TlsTargetProgram
{
    /// <summary>The name that leads to it.</summary>
    public const string ServerName = "api.tls.example.org";

    private static readonly byte[] Answer = new byte[1024];

    /// <summary>Runs it until standard input ends.</summary>
    public static async Task<int> RunAsync(string port, string certificate, string key)
    {
        using var identity = X509Certificate2.CreateFromPemFile(certificate, key);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture), listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.UseHttps(identity);
            });
        });
        await using var app = builder.Build();
        app.Run(static context => context.Response.Body.WriteAsync(Answer, context.RequestAborted).AsTask());
        await app.StartAsync();
        Console.WriteLine(TargetProgram.Ready);
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        return 0;
    }
}
