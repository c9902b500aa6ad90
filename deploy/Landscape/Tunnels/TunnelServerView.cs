using System.Text.Json;
using Connectivity.Landscape.Processes;

namespace Connectivity.Landscape.Tunnels;

/// <summary>A tunnel server, as its admin endpoint shows it.</summary>
/// <param name="NotReady">Why it is not ready; null when it is.</param>
/// <param name="Sessions">Its sessions with agents.</param>
/// <param name="LastLoss">How a carrier of any agent ended last; null before the first did.</param>
internal sealed record TunnelServerView(string? NotReady, IReadOnlyList<TunnelSession> Sessions, CarrierLoss? LastLoss)
{
    /// <summary>Asks a server; null while it does not answer.</summary>
    /// <param name="http">Asks.</param>
    /// <param name="adminPort">The loopback port of the server's admin endpoint.</param>
    /// <param name="cancellation">Ends the asking.</param>
    public static async Task<TunnelServerView?> ReadAsync(HttpClient http, int adminPort, CancellationToken cancellation)
    {
        if (await LoopbackHttp.GetAnswerAsync(http, adminPort, "/readyz", cancellation) is not { } ready ||
            await LoopbackHttp.GetTextAsync(http, adminPort, "/carriers", cancellation) is not { } carriers)
        {
            return null;
        }

        using var answer = JsonDocument.Parse(carriers);
        return new TunnelServerView(
            ready.IsSuccess ? null : ready.Text.ReplaceLineEndings("; "), TunnelSession.Parse(carriers), CarrierLoss.Read(answer.RootElement));
    }
}
