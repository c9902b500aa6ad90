using System.Text.Json;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Hosting.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectivity.Shared.Hosting;

/// <summary>
/// The admin endpoint of an agent (plain HTTP/1.1): <c>/healthz</c>, <c>/readyz</c>, <c>/metrics</c>, <c>/config</c> and the agent's own.
/// It takes nothing from the environment or from files: its one address is in the agent's configuration.
/// </summary>
internal sealed class AdminEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AdminEndpoint(WebApplication app) => _app = app;

    /// <summary>Where it listens, with the port that the system chose for port 0: <c>http://127.0.0.1:9090</c>.</summary>
    public string Url => _app.Urls.First();

    /// <summary>Starts listening.</summary>
    /// <exception cref="AgentStartException">The address cannot be listened on.</exception>
    public static async Task<AdminEndpoint> StartAsync(
        SocketEndpoint address, AgentStatus status, PrometheusExporter metrics, Action<Utf8JsonWriter> writeConfig,
        Action<IEndpointRouteBuilder> mapAgent, ILoggerFactory loggers)
    {
        var app = Build(address, loggers);
        app.Use(next => context => status.IsStarted || IsAlwaysOpen(context.Request.Path) ? next(context) : RefuseAsync(context));
        app.UseRouting();
        app.MapGet("/healthz", static context => context.Response.WriteAsync("ok\n"));
        app.MapGet("/readyz", context => WriteReadinessAsync(context, status));
        app.MapGet("/metrics", context => WriteMetricsAsync(context, metrics));
        app.MapGet("/config", context => WriteConfigAsync(context, writeConfig));
        mapAgent(app);
        try
        {
            await app.StartAsync();
        }
        catch (IOException e)
        {
            await app.DisposeAsync();
            throw new AgentStartException($"admin.address: cannot listen on {address}: {e.InnerException?.Message ?? e.Message}", e);
        }

        return new AdminEndpoint(app);
    }

    /// <summary>Closes it; open requests get a second to end.</summary>
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static WebApplication Build(SocketEndpoint address, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, DetachedLifetime>();
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.Listen(address.ToIPEndPoint(), static listen => listen.Protocols = HttpProtocols.Http1);
            Limit(options);
        });
        return builder.Build();
    }

    // Scrapers and people: few connections, small requests, no reason to be slow.
    private static void Limit(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxConcurrentConnections = 128;
        options.Limits.MaxRequestBodySize = 64 * 1024;
        options.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        options.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(1);
    }

    private static bool IsAlwaysOpen(PathString path) => path.Value is "/healthz" or "/readyz" or "/metrics";

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsync("starting\n");
    }

    private static Task WriteReadinessAsync(HttpContext context, AgentStatus status)
    {
        var problems = status.Problems();
        if (problems.Count > 0)
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsync(problems.Count == 0 ? "ok\n" : string.Concat(problems.Select(static p => p + "\n")));
    }

    private static Task WriteMetricsAsync(HttpContext context, PrometheusExporter metrics)
    {
        context.Response.ContentType = PrometheusExporter.ContentType;
        return metrics.WriteAsync(context.Response.Body, context.RequestAborted);
    }

    private static async Task WriteConfigAsync(HttpContext context, Action<Utf8JsonWriter> writeConfig)
    {
        context.Response.ContentType = "application/json";
        using (var json = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            writeConfig(json);
            json.WriteEndObject();
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
