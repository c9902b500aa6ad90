using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Proofs;

/// <summary>What someone has open on a pod of a shoot, past the gateway: a shell on a terminal and a log that is followed.</summary>
internal sealed class OpenStreams : IDisposable
{
    // A second of the log: more than is on the way at any time.
    private const int SomeLines = 5;

    private readonly Shoot _shoot;
    private readonly Kubectl _kubectl;
    private readonly string _pod;
    private readonly PodShell _shell;
    private readonly FollowedLog _log;
    private long _lossesBefore;

    private OpenStreams(Shoot shoot, Kubectl kubectl, string pod)
    {
        (_shoot, _kubectl, _pod) = (shoot, kubectl, pod);
        _shell = PodShell.Start(kubectl, pod);
        _log = FollowedLog.Start(kubectl, pod);
    }

    /// <summary>Opens them and waits until both work.</summary>
    /// <param name="shoot">The shoot, in which the workload runs.</param>
    /// <param name="kubectl">A kubectl on it that needs no gateway.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task<OpenStreams> StartAsync(Shoot shoot, Kubectl kubectl, CancellationToken cancellation) =>
        await StartAsync(shoot, kubectl, await Workload.PodAsync(kubectl, cancellation), cancellation);

    /// <summary>The same, on a pod of the caller's choice.</summary>
    public static async Task<OpenStreams> StartAsync(Shoot shoot, Kubectl kubectl, string pod, CancellationToken cancellation)
    {
        var open = new OpenStreams(shoot, kubectl, pod);
        try
        {
            open._lossesBefore = await open.LossesAsync(cancellation);
            await open._shell.TypeAsync(cancellation);
            await open._shell.ReadAnswersAsync(cancellation);
            await open._log.ReadOnAsync(SomeLines, cancellation);
            return open;
        }
        catch
        {
            open.Dispose();
            throw;
        }
    }

    /// <summary>Types into the shell and does not wait for what it says.</summary>
    public Task TypeAsync(CancellationToken cancellation) => _shell.TypeAsync(cancellation);

    /// <summary>
    /// What was typed has been answered once, what is typed now is answered, the log has gone on, and carriers of the tunnel were lost
    /// since the beginning: else this would say nothing.
    /// </summary>
    /// <exception cref="LandscapeException">It is not so.</exception>
    public async Task ProveUndisturbedAsync(CancellationToken cancellation)
    {
        Proof.Demand(await LossesAsync(cancellation) > _lossesBefore, $"shoot {_shoot.Name}: the tunnel has lost no carrier");
        await ProveGoingOnAsync(cancellation);
    }

    /// <summary>The same, whether carriers were lost or not.</summary>
    /// <exception cref="LandscapeException">It is not so.</exception>
    public async Task ProveGoingOnAsync(CancellationToken cancellation)
    {
        await _shell.ReadAnswersAsync(cancellation);
        await _shell.TypeAsync(cancellation);
        await _shell.ReadAnswersAsync(cancellation);
        await _shell.LeaveAsync(cancellation);
        await _log.ReadToAsync(await FollowedLog.NewestAsync(_kubectl, _pod, cancellation) + SomeLines, cancellation);
    }

    public void Dispose()
    {
        _shell.Dispose();
        _log.Dispose();
    }

    private async Task<long> LossesAsync(CancellationToken cancellation) =>
        (await _shoot.Workers!.TunnelSessionsAsync(cancellation)).Sum(session => session.Losses);
}
