namespace Connectivity.VpnTunnel.Server;

/// <summary>Where a client wants to be connected to.</summary>
/// <param name="Host">A name, or an address without brackets, as the client wrote it.</param>
/// <param name="Port">1 to 65535.</param>
internal sealed record Destination(string Host, int Port)
{
    private string? _text;

    /// <summary>Host and port in one, an IPv6 address in brackets: what logs and answers show, and what dials are counted by.</summary>
    public string Text => _text ??= Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
