using System.Globalization;
using Connectivity.SniGateway.Listening;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Connectivity.SniGateway.Admin;

/// <summary>The gateway's own admin endpoints: <c>/connections?route=NAME&amp;limit=N</c> and <c>/routes</c>.</summary>
internal static class GatewayAdmin
{
    public static void Map(IEndpointRouteBuilder endpoints, Func<Gateway> gateway)
    {
        endpoints.MapGet("/connections", context => AnswerConnectionsAsync(context, gateway()));
        endpoints.MapGet("/routes", context => AnswerAsync(context, RouteList.Write(gateway())));
    }

    private static async Task AnswerConnectionsAsync(HttpContext context, Gateway gateway)
    {
        var query = context.Request.Query;
        var limit = ConnectionList.DefaultLimit;
        if (query.TryGetValue("limit", out var text) &&
            !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit <= 100_000))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("limit must be a number from 0 to 100000\n");
            return;
        }

        string? filter = query.TryGetValue("route", out var route) ? route.ToString() : null;
        await AnswerAsync(context, await ConnectionList.WriteAsync(gateway, filter, limit, context.RequestAborted));
    }

    private static async Task AnswerAsync(HttpContext context, byte[] json)
    {
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }
}
