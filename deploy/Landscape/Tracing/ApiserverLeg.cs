using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Tracing;

/// <summary>The kube-apiserver itself: what it says of its own readiness to its administrator, past the gateway.</summary>
internal static class ApiserverLeg
{
    public static async Task<LegResult> ProbeAsync(ShootContext shoot, ApiserverClient client, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var answer = await client.GetAnswerAsync("/readyz?verbose", cancellation);
        var took = Stopwatch.GetElapsedTime(start);
        if (answer.Status == HttpStatusCode.OK)
            return LegResult.Ok(TraceLeg.Apiserver, took, $"/readyz with client certificate, {ReadyzText.CountPassed(answer.Body)} checks");
        var cause = answer.Status switch
        {
            null => $"127.0.0.1:{shoot.Shoot.ApiserverPort}: {CauseOf(answer.Error!)}{shoot.Missing($"kube-apiserver of shoot {shoot.Name}")}",
            HttpStatusCode.Unauthorized => "/readyz: 401, it does not take the client certificate",
            HttpStatusCode.Forbidden => "/readyz: 403, the client may not ask",
            { } status => $"/readyz: {(int)status}, {await NotReadyAsync(shoot, answer.Body, cancellation)}",
        };
        return LegResult.Failed(TraceLeg.Apiserver, took, cause);
    }

    private static async Task<string> NotReadyAsync(ShootContext shoot, string body, CancellationToken cancellation)
    {
        var failing = ReadyzText.Failing(body);
        var text = failing.Count == 0 ? "it does not say why" : $"failing: {string.Join(", ", failing)}";
        return failing.Contains("etcd") ? $"{text}; {await EtcdAsync(shoot, cancellation)}" : text;
    }

    private static async Task<string> EtcdAsync(ShootContext shoot, CancellationToken cancellation)
    {
        try
        {
            using var socket = await Connections.ToAsync(new IPEndPoint(IPAddress.Loopback, shoot.Shoot.EtcdPort), cancellation);
            return $"etcd takes connections on 127.0.0.1:{shoot.Shoot.EtcdPort}";
        }
        catch (SocketException error)
        {
            return $"etcd on 127.0.0.1:{shoot.Shoot.EtcdPort}: {SocketErrors.Text(error)}{shoot.Missing($"etcd of shoot {shoot.Name}")}";
        }
    }

    private static string CauseOf(Exception error) => error switch
    {
        SocketException socket => SocketErrors.Text(socket),
        TaskCanceledException => "no answer in time",
        _ => error.Message,
    };
}
