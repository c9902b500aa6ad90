using Connectivity.Landscape.Output;

namespace Connectivity.Landscape.Proofs;

/// <summary>Proves that the tunnels' streams outlive the gateway which their carriers go through.</summary>
internal sealed class GatewayOutageProof(RunningLandscape landscape, Progress progress)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>
    /// In every shoot with a tunnel, a shell and a log are open past the gateway. The gateway is killed, something is typed, and the gateway
    /// is started again: it was typed once, and nothing of the log is missing.
    /// </summary>
    public Task OpenStreamsGoOnAsync(CancellationToken cancellation) => Proof.WithinAsync(Limit, async inner =>
    {
        var open = new List<OpenStreams>();
        try
        {
            foreach (var shoot in landscape.Shoots.Where(shoot => shoot.TunnelPort is not null))
                open.Add(await OpenStreams.StartAsync(shoot, landscape.DirectKubectlOf(shoot), inner));
            await landscape.KillGatewayAsync();
            try
            {
                foreach (var streams in open)
                    await streams.TypeAsync(inner);
            }
            finally
            {
                await landscape.StartGatewayAsync(progress, cancellation);
            }

            foreach (var streams in open)
                await streams.ProveUndisturbedAsync(inner);
            return open.Count;
        }
        finally
        {
            open.ForEach(streams => streams.Dispose());
        }
    }, cancellation);
}
