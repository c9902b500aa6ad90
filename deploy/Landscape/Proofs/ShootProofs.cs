using System.Net;
using System.Security.Cryptography.X509Certificates;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Proofs;

/// <summary>What must hold of shoots behind the gateway. A method proves one claim: it returns, or it throws what is wrong.</summary>
/// <param name="gatewayPort">The gateway's port.</param>
/// <param name="kubectl">Makes a kubectl on a shoot's kubeconfig.</param>
internal sealed class ShootProofs(int gatewayPort, Func<Shoot, Kubectl> kubectl)
{
    // A name of the landscape's domain: near to the real ones, and no wildcard's.
    private const string UnknownHost = "api.nobody.dev.example.test";

    private static readonly TimeSpan RouteTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RouteInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>The server tells kubectl its version.</summary>
    public async Task AnswersVersionAsync(Shoot shoot, CancellationToken cancellation)
    {
        var version = await kubectl(shoot).RunAsync(cancellation, "version", "--output=json");
        Proof.Demand(version.Contains("serverVersion", StringComparison.Ordinal), $"no version of a server in: {version}");
    }

    /// <summary>A change is told on a watch that was open before.</summary>
    public async Task WatchesAsync(Shoot shoot, CancellationToken cancellation)
    {
        await using var watch = await ConfigMapWatch.StartAsync(kubectl(shoot), cancellation);
        await watch.ProveAliveAsync(cancellation);
    }

    /// <summary>Each of the shoot's names leads to a certificate for it, issued by the shoot's own authority.</summary>
    public async Task ServesItsOwnCertificateAsync(Shoot shoot, CancellationToken cancellation)
    {
        foreach (var host in shoot.Name.Hosts)
        {
            using var answer = await TlsProbe.AskAsync(gatewayPort, host, cancellation);
            Proof.Demand(answer.Certificate is not null, $"no certificate for {host}; the answer was {Describe(answer)}");
            Proof.Demand(IsOf(shoot, answer.Certificate!), $"the certificate for {host} is one of {answer.Certificate!.Issuer}");
            Proof.Demand(answer.Certificate!.MatchesHostname(host), $"the certificate does not name {host}");
        }
    }

    /// <summary>The credentials of one shoot are good there, and no good in another.</summary>
    public async Task RefusesCredentialsOfAsync(Shoot shoot, Shoot other, CancellationToken cancellation)
    {
        var own = await GetNamespacesAsync(shoot, shoot, cancellation);
        Proof.Demand(own == HttpStatusCode.OK, $"the shoot's own credentials got {own}");
        var foreign = await GetNamespacesAsync(shoot, other, cancellation);
        Proof.Demand(foreign == HttpStatusCode.Unauthorized, $"the credentials of shoot {other.Name} got {foreign}");
    }

    /// <summary>A name that belongs to no shoot is refused with the alert that says so.</summary>
    public Task RefusesAnUnknownNameAsync(CancellationToken cancellation) => RefusesAsync(UnknownHost, cancellation);

    /// <summary>The names of a shoot that was removed are refused like any unknown one, as soon as the gateway knows.</summary>
    public async Task RefusesARemovedAsync(ShootName removed, CancellationToken cancellation)
    {
        await WaitForRouteAsync(removed.Host, answer => answer.Alert == TlsAlert.UnrecognizedName, cancellation);
        foreach (var host in removed.Hosts)
            await RefusesAsync(host, cancellation);
    }

    /// <summary>Waits until the gateway leads a shoot's name to the shoot.</summary>
    public Task WaitForRouteToAsync(Shoot shoot, CancellationToken cancellation) =>
        WaitForRouteAsync(shoot.Name.Host, answer => answer.Certificate is { } certificate && IsOf(shoot, certificate), cancellation);

    private static bool IsOf(Shoot shoot, X509Certificate2 certificate)
    {
        using var authority = X509Certificate2.CreateFromPem(shoot.Pki.AuthorityPem);
        using var chain = new X509Chain { ChainPolicy = ApiserverClient.TrustOnly(authority) };
        return chain.Build(certificate);
    }

    private static string Describe(TlsAnswer answer) =>
        answer.Certificate is { } certificate ? $"a certificate of {certificate.Issuer}"
        : answer.Alert is { } alert ? $"the alert {alert}"
        : "neither a certificate nor an alert";

    private async Task RefusesAsync(string host, CancellationToken cancellation)
    {
        using var answer = await TlsProbe.AskAsync(gatewayPort, host, cancellation);
        Proof.Demand(
            answer.Alert == TlsAlert.UnrecognizedName,
            $"{host} was answered with {Describe(answer)}, not with the alert unrecognized_name ({TlsAlert.UnrecognizedName})");
    }

    private async Task WaitForRouteAsync(string host, Func<TlsAnswer, bool> isThere, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(RouteTimeout);
        while (true)
        {
            using var answer = await TlsProbe.AskAsync(gatewayPort, host, cancellation);
            if (isThere(answer))
                return;
            Proof.Demand(
                !deadline.IsCancellationRequested,
                $"{RouteTimeout.TotalSeconds} s after the change, {host} is answered with {Describe(answer)}");
            await Task.Delay(RouteInterval, cancellation);
        }
    }

    private async Task<HttpStatusCode?> GetNamespacesAsync(Shoot shoot, Shoot credentials, CancellationToken cancellation)
    {
        using var client = new ApiserverClient(shoot.Name.Host, gatewayPort, shoot.Pki.AuthorityPem, credentials.Pki.Admin);
        return await client.GetStatusAsync("/api/v1/namespaces", cancellation);
    }
}
