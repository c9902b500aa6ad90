using System.Net;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Peers;

/// <summary>No gateway: each generator dials its target.</summary>
internal sealed class GatewayDirectPeer(Bench bench) : EntryPeer(bench)
{
    /// <inheritdoc/>
    public override string Name => DirectPeer.Title;

    /// <inheritdoc/>
    public override IPEndPoint Entry(int generator) => Fleet.Target(generator);

    /// <inheritdoc/>
    public override IPEndPoint TlsEntry => Fleet.TlsTarget;

    /// <inheritdoc/>
    protected override void StartEnds()
    {
    }
}
