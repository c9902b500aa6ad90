using System.Globalization;
using System.Net;

namespace Connectivity.LoadTest.Generators;

/// <summary>What a generator is to do, until it is told to end it.</summary>
/// <param name="Kind">What its connections do.</param>
/// <param name="Address">Where they are dialled.</param>
/// <param name="Tenant">The tenant whose name the first hello has; each further connection has the next.</param>
/// <param name="Tenants">After how many tenants it is the first one's turn again.</param>
/// <param name="Connections">How many at a time.</param>
/// <param name="PerSecond">Where it keeps a pace: events a second, over all its connections.</param>
/// <param name="Bytes">Bytes of an answer, where it asks for one.</param>
internal sealed record LoadOrder(LoadKind Kind, IPEndPoint Address, int Tenant, int Tenants, int Connections, double PerSecond = 0, long Bytes = 0)
{
    private const int Words = 7;

    /// <summary>As one line.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Kind} {Address} {Tenant} {Tenants} {Connections} {PerSecond} {Bytes}");

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static LoadOrder Parse(string line)
    {
        var words = line.Split(' ');
        if (words.Length != Words)
            throw new FormatException($"'{line}' is no order.");
        return new LoadOrder(
            Enum.Parse<LoadKind>(words[0]),
            IPEndPoint.Parse(words[1]),
            int.Parse(words[2], CultureInfo.InvariantCulture),
            int.Parse(words[3], CultureInfo.InvariantCulture),
            int.Parse(words[4], CultureInfo.InvariantCulture),
            double.Parse(words[5], CultureInfo.InvariantCulture),
            long.Parse(words[6], CultureInfo.InvariantCulture));
    }
}

/// <summary>What the connections of a load do.</summary>
internal enum LoadKind
{
    /// <summary>Take bytes without end.</summary>
    Download,

    /// <summary>Send bytes without end.</summary>
    Upload,

    /// <summary>Send 64 bytes each, and again as soon as they are back.</summary>
    Echo,

    /// <summary>Send 64 bytes in turn, at fixed times.</summary>
    PacedEcho,

    /// <summary>Connect, echo 64 bytes, close; and again.</summary>
    Dial,

    /// <summary>Connect at fixed times, echo 64 bytes, close.</summary>
    PacedDial,

    /// <summary>Echo 64 bytes once, and wait.</summary>
    Idle,

    /// <summary>Wait for what the target has to say, which it does at fixed times.</summary>
    Watch,

    /// <summary>Ask in turn, at fixed times, for an answer of many bytes.</summary>
    PacedList,

    /// <summary>Ask for small answers by HTTP/2 over TLS, several at a time on each connection.</summary>
    TlsRequests,

    /// <summary>Connect, shake hands, ask for one small answer by HTTP/2, close; and again.</summary>
    TlsDial,
}
