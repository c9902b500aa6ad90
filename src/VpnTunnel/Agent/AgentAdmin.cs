using System.Globalization;
using Microsoft.AspNetCore.Routing;

namespace Connectivity.VpnTunnel.Agent;

/// <summary>The agent's own admin endpoints: <c>/streams?limit=N</c>, the same as <c>/connections</c>, and <c>/carriers</c>.</summary>
internal static class AgentAdmin
{
    private const int GreatestLimit = 100_000;

    public static void Map(IEndpointRouteBuilder endpoints, Func<TunnelAgentParts> parts)
    {
        endpoints.MapGet("/streams", context => AnswerStreamsAsync(context, parts()));
        endpoints.MapGet("/connections", context => AnswerStreamsAsync(context, parts()));
        endpoints.MapGet("/carriers", async context => await AnswerAsync(context, await parts().AskAsync(
            static (p, nowMs) => AgentJson.Carriers(p.Links, nowMs), context.RequestAborted)));
    }

    private static async Task AnswerStreamsAsync(HttpContext context, TunnelAgentParts parts)
    {
        var limit = AgentJson.DefaultLimit;
        if (context.Request.Query.TryGetValue("limit", out var text) &&
            !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit <= GreatestLimit))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync($"limit must be a number from 0 to {GreatestLimit}\n");
            return;
        }

        await AnswerAsync(context, await parts.AskAsync(
            (p, nowMs) => AgentJson.Streams(p.Links, p.Streams, limit, nowMs), context.RequestAborted));
    }

    private static async Task AnswerAsync(HttpContext context, byte[] json)
    {
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }
}
