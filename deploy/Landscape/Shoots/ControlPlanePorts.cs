using Connectivity.Landscape.Processes;

namespace Connectivity.Landscape.Shoots;

/// <summary>The ports of one control plane, all of the loopback address.</summary>
internal sealed record ControlPlanePorts(
    int Apiserver, int EtcdClient, int EtcdPeer, int ControllerManager, int Scheduler, int TunnelCarriers, int TunnelFrontend, int TunnelAdmin)
{
    private int[] All =>
        [Apiserver, EtcdClient, EtcdPeer, ControllerManager, Scheduler, TunnelCarriers, TunnelFrontend, TunnelAdmin];

    /// <summary>Takes free ports.</summary>
    public static ControlPlanePorts Take(LoopbackPorts ports) => new(
        ports.Take(), ports.Take(), ports.Take(), ports.Take(), ports.Take(), ports.Take(), ports.Take(), ports.Take());

    /// <summary>Lets go of them for the processes that are about to start.</summary>
    public void HandOver(LoopbackPorts ports) => ports.HandOver(All);

    /// <summary>Lets them be given again.</summary>
    public void Return(LoopbackPorts ports) => ports.Return(All);
}
