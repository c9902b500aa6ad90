using System.Globalization;
using Connectivity.Shared.Relaying;
using Connectivity.VpnTunnel.Server;
using Microsoft.AspNetCore.Routing;

namespace Connectivity.VpnTunnel.Admin;

/// <summary>The server's own admin endpoints: <c>/connections?limit=N</c>, <c>/streams?limit=N</c> and <c>/carriers</c>.</summary>
internal static class ServerAdmin
{
    private const int DefaultLimit = 1000;
    private const int GreatestLimit = 100_000;

    public static void Map(IEndpointRouteBuilder endpoints, Func<ServerParts> parts, Func<EventLoopGroup> loops)
    {
        endpoints.MapGet("/connections", context => AnswerLimitedAsync(context, parts(), loops(), ServerJson.Connections));
        endpoints.MapGet("/streams", context => AnswerLimitedAsync(context, parts(), loops(), ServerJson.Streams));
        endpoints.MapGet("/carriers", context => AnswerAsync(context, loops(), _ => ServerJson.Carriers(parts())));
    }

    private static async Task AnswerLimitedAsync(HttpContext context, ServerParts parts, EventLoopGroup loops, Func<ServerParts, int, byte[]> write)
    {
        var limit = DefaultLimit;
        if (context.Request.Query.TryGetValue("limit", out var text) &&
            !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit <= GreatestLimit))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync($"limit must be a number from 0 to {GreatestLimit}\n");
            return;
        }

        await AnswerAsync(context, loops, _ => write(parts, limit));
    }

    private static async Task AnswerAsync(HttpContext context, EventLoopGroup loops, Func<EventLoop, byte[]> write)
    {
        var json = await loops.AskAllAsync(write, context.RequestAborted);
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(json[0], context.RequestAborted);
    }
}
