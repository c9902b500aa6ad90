using Connectivity.Shared.Hosting;
using Connectivity.VpnTunnel.Agent;
using Connectivity.VpnTunnel.Server;

return await new AgentProgram(
    "vpn-tunnel",
    "the way from a kube-apiserver into the network of its shoot, over connections that only the shoot opens",
    [
        AgentVerb.Run("server", "runs the side beside a kube-apiserver until SIGTERM", static () => new TunnelServer()),
        AgentVerb.Run("agent", "runs the side in the shoot until SIGTERM", static () => new TunnelAgent()),
    ]).RunAsync(args);
