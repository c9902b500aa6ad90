using Connectivity.SniGateway.Configuration;

namespace Connectivity.SniGateway.Listening;

/// <summary>What a configuration means for the listeners there are. A listener is the same one while its name and address are.</summary>
internal sealed record ListenerPlan(
    IReadOnlyList<(GatewayListener Listener, ListenerOptions Options)> Kept,
    IReadOnlyList<GatewayListener> Added,
    IReadOnlyList<GatewayListener> Removed)
{
    /// <summary>Makes the plan; new listeners are bound, so that a wrong address is known before anything is changed.</summary>
    /// <exception cref="IOException">An address cannot be bound; none of the new ones is then.</exception>
    public static ListenerPlan Make(Gateway gateway, IReadOnlyList<GatewayListener> current, GatewayOptions options)
    {
        var kept = new List<(GatewayListener, ListenerOptions)>();
        var added = new List<GatewayListener>();
        var left = current.ToList();
        try
        {
            foreach (var wanted in options.Listeners)
            {
                var same = left.Find(l => l.Name == wanted.Name && l.Settings.Options.Address == wanted.Address);
                if (same is null)
                {
                    added.Add(new GatewayListener(gateway, wanted, options));
                    continue;
                }

                left.Remove(same);
                kept.Add((same, wanted));
            }
        }
        catch (IOException)
        {
            foreach (var listener in added)
                listener.Socket.Abandon();
            throw;
        }

        return new ListenerPlan(kept, added, left);
    }
}
