using System.Globalization;
using Connectivity.ApiserverProxy.Forwarding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Connectivity.ApiserverProxy.Admin;

/// <summary>The proxy's own admin endpoint: <c>/connections?limit=N</c>.</summary>
internal static class ProxyAdmin
{
    private const int DefaultLimit = 1000;

    public static void Map(IEndpointRouteBuilder endpoints, Func<Forwarder> forwarder) =>
        endpoints.MapGet("/connections", context => AnswerAsync(context, forwarder()));

    private static async Task AnswerAsync(HttpContext context, Forwarder forwarder)
    {
        var limit = DefaultLimit;
        if (context.Request.Query.TryGetValue("limit", out var text) &&
            !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit <= 100_000))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("limit must be a number from 0 to 100000\n");
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(await ConnectionList.WriteAsync(forwarder, limit, context.RequestAborted), context.RequestAborted);
    }
}
