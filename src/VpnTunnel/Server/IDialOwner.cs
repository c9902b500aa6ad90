using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Server;

/// <summary>Who wants a destination dialled. Told once, on the loop's thread; of a failure possibly while <see cref="Dial.Start"/> still runs.</summary>
internal interface IDialOwner
{
    /// <summary>The connection stands. The owner puts its own end to the stream before it returns.</summary>
    void OnDialed(TunnelStream stream);

    /// <summary>There is none. The dial is over.</summary>
    void OnDialFailed(in DialFailure failure);
}
