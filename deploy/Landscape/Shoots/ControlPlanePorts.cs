using Connectivity.Landscape.Processes;

namespace Connectivity.Landscape.Shoots;

/// <summary>The ports of one control plane, all of the loopback address.</summary>
internal sealed record ControlPlanePorts(int Apiserver, int EtcdClient, int EtcdPeer)
{
    /// <summary>Takes three free ports.</summary>
    public static ControlPlanePorts Take(LoopbackPorts ports) => new(ports.Take(), ports.Take(), ports.Take());

    /// <summary>Lets go of them for the processes that are about to start.</summary>
    public void HandOver(LoopbackPorts ports) => ports.HandOver(Apiserver, EtcdClient, EtcdPeer);

    /// <summary>Lets them be given again.</summary>
    public void Return(LoopbackPorts ports) => ports.Return(Apiserver, EtcdClient, EtcdPeer);
}
