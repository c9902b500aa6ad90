namespace Connectivity.Landscape.Proofs;

/// <summary>The access log of the gateway.</summary>
internal sealed class GatewayLog(string path)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for the line of a connection that has ended, or is about to.</summary>
    /// <param name="field">A field that only this line has, as it is written.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<GatewayConnection> WaitForAsync(string field, CancellationToken cancellation)
    {
        while (true)
        {
            // The last line may still be being written.
            await foreach (var line in File.ReadLinesAsync(path, cancellation))
            {
                if (line.Contains(field, StringComparison.Ordinal) && line.EndsWith('}'))
                    return GatewayConnection.ParseLine(line);
            }

            await Task.Delay(Interval, cancellation);
        }
    }
}
