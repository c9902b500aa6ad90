using Connectivity.VpnTunnel.Carriers;
using Connectivity.VpnTunnel.Sessions;

namespace Connectivity.VpnTunnel.Server;

/// <summary>What sessions and carriers that have ended had counted, so that totals do not fall when one ends. Written on the loop's thread.</summary>
internal sealed class EndedTotals
{
    private readonly long[] _carriers = new long[Enum.GetValues<CarrierEndKind>().Length];

    /// <summary>Sessions that have ended.</summary>
    public long Sessions { get; private set; }

    /// <summary>Streams that they had opened.</summary>
    public long Streams { get; private set; }

    /// <summary>Carriers that they had lost.</summary>
    public long Losses { get; private set; }

    /// <summary>Bytes that they had to send again.</summary>
    public long Replayed { get; private set; }

    /// <summary>Bytes that they got twice.</summary>
    public long Duplicated { get; private set; }

    /// <summary>Carriers that ended so. Any thread may look.</summary>
    public long Carriers(CarrierEndKind kind) => Volatile.Read(ref _carriers[(int)kind]);

    /// <summary>A session has ended.</summary>
    public void Add(TunnelSession session)
    {
        Sessions++;
        Streams += session.StreamsOpened;
        Losses += session.Losses;
        Replayed += session.BytesReplayed;
        Duplicated += session.BytesDuplicated;
    }

    /// <summary>A carrier has ended.</summary>
    public void Add(CarrierEnd end) => Volatile.Write(ref _carriers[(int)end.Kind], _carriers[(int)end.Kind] + 1);
}
