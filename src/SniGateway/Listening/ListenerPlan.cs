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
            new ListenerPlan(kept, added, left).Abandon();
            throw;
        }

        return new ListenerPlan(kept, added, left);
    }

    /// <summary>Lets go of the new sockets: the plan will not be carried out.</summary>
    public void Abandon()
    {
        foreach (var listener in Added)
            listener.Socket.Abandon();
    }
}
