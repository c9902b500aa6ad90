using System.Text.Json;

namespace Connectivity.Landscape.Tunnels;

/// <summary>How a carrier ended, as a tunnel server shows it under <c>/carriers</c>.</summary>
/// <param name="Agent">Whose it was.</param>
/// <param name="Cause">How, in the server's words.</param>
/// <param name="At">When.</param>
internal sealed record CarrierLoss(string Agent, string Cause, DateTimeOffset At)
{
    /// <summary>Reads that of a session, or that of the whole server; null where no carrier has ended yet.</summary>
    public static CarrierLoss? Read(JsonElement owner)
    {
        if (!owner.TryGetProperty("lastCarrierEnd", out var end))
            return null;
        var kind = end.GetProperty("kind").GetString();
        var detail = end.TryGetProperty("detail", out var text) ? text.GetString() : null;
        return new CarrierLoss(
            end.GetProperty("agent").GetString()!, string.IsNullOrEmpty(detail) ? $"{kind}" : $"{kind}: {detail}", end.GetProperty("at").GetDateTimeOffset());
    }
}
