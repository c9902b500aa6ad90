using Connectivity.Shared.Hosting;
using Connectivity.SniGateway;

return await new AgentProgram(
    "sni-gateway",
    "one TCP entry for many kube-apiservers, by the server name of the still encrypted connection",
    [
        AgentVerb.Run("run", "runs the gateway until SIGTERM", static () => new GatewayAgent()),
        AgentVerb.Validate("validate", "checks the file and tells every mistake in it", static () => new GatewayAgent()),
    ]).RunAsync(args);
