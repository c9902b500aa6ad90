namespace Connectivity.LoadTest.Targets;

/// <summary>What a connection's first byte asks the target for.</summary>
internal enum TargetMode : byte
{
    /// <summary>Everything that follows comes back.</summary>
    Echo = (byte)'E',

    /// <summary>Everything that follows is dropped.</summary>
    Sink = (byte)'D',

    /// <summary>Bytes without end.</summary>
    Source = (byte)'S',

    /// <summary>As many bytes of the pattern as the next eight bytes say (big-endian), then a FIN.</summary>
    Pattern = (byte)'P',
}
