namespace Connectivity.LoadTest.Targets;

/// <summary>What a connection's first byte, behind the ClientHello if there is one, asks the target for.</summary>
internal enum TargetMode : byte
{
    /// <summary>This byte comes back, and the next one says what else.</summary>
    Greet = (byte)'G',

    /// <summary>Everything that follows comes back.</summary>
    Echo = (byte)'E',

    /// <summary>Everything that follows is dropped.</summary>
    Sink = (byte)'D',

    /// <summary>Bytes without end.</summary>
    Source = (byte)'S',

    /// <summary>As <see cref="Source"/>, out of a small send buffer: one of very many.</summary>
    OneSourceOfMany = (byte)'M',

    /// <summary>As many bytes of the pattern as the next eight bytes say (big-endian), then a FIN.</summary>
    Pattern = (byte)'P',

    /// <summary>As many bytes as the next eight bytes say (big-endian), and again for the eight after them.</summary>
    Answer = (byte)'A',

    /// <summary>Events, see <see cref="WatchEvents"/>.</summary>
    Watch = (byte)'W',
}
