using System.Net.Sockets;
using System.Text;

namespace Connectivity.LoadTest.LiveLoad;

/// <summary>Makes streams through a tunnel's front end by HTTP CONNECT, over TLS where a name or an authority is given.</summary>
internal sealed class TunnelDialer(LoadPlan plan, TlsDialer dialer)
{
    private const int MaxHead = 8192;

    private readonly byte[] _request = Encoding.ASCII.GetBytes($"CONNECT {plan.ConnectTo} HTTP/1.1\r\nHost: {plan.ConnectTo}\r\n\r\n");
    private readonly string? _name = plan.Names.Count > 0 ? plan.Names[0] : plan.CaFile is not null || plan.CertFile is not null ? LoadAddress.TryParse(plan.Target)!.Host : null;

    /// <summary>Makes one.</summary>
    /// <exception cref="LoadFailureException">The front end refuses; the message is its status line.</exception>
    public async Task<Stream> OpenAsync(CancellationToken cancellation)
    {
        Stream stream = _name is not null ? await dialer.ShakeHandsAsync(_name, cancellation) : new NetworkStream(await dialer.ConnectAsync(cancellation), ownsSocket: true);
        try
        {
            await stream.WriteAsync(_request, cancellation);
            await ReadAnswerAsync(stream, cancellation);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private static async Task ReadAnswerAsync(Stream stream, CancellationToken cancellation)
    {
        var head = new byte[MaxHead];
        var length = 0;
        // What follows the head belongs to the stream; the target says nothing before it is asked.
        while (!head.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            if (length == head.Length)
                throw new LoadFailureException(LoadFailure.Protocol, "The answer to CONNECT has no end.");
            var received = await stream.ReadAsync(head.AsMemory(length), cancellation);
            if (received == 0)
                throw new LoadFailureException(LoadFailure.Closed, "The connection ended before the answer to CONNECT did.");
            length += received;
        }

        if (!head.AsSpan().StartsWith("HTTP/1.1 200"u8))
            throw new LoadFailureException(LoadFailure.HttpStatus, Encoding.ASCII.GetString(head, 0, Array.IndexOf(head, (byte)'\r')));
    }
}
