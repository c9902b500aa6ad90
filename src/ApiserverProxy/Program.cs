using Connectivity.ApiserverProxy;
using Connectivity.Shared.Hosting;

return await new AgentProgram(
    "apiserver-proxy",
    "carries connections to the address of kubernetes.default.svc on a node to the gateway of its control plane",
    [
        AgentVerb.Run("run", "claims the address and runs the proxy until SIGTERM", static () => new ProxyAgent()),
        AgentVerb.Once("init", "claims the address and ends", static () => new ProxyAgent(), ProxyAgent.ClaimAsync),
        AgentVerb.Validate("validate", "checks the file and tells every mistake in it", static () => new ProxyAgent()),
    ]).RunAsync(args);
