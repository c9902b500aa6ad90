using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Scenarios;

/// <summary>One kind of load, measured over all peers in turn.</summary>
internal abstract class Scenario
{
    /// <summary>Its name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Its heading in the report.</summary>
    public abstract string Title { get; }

    /// <summary>What the reader has to know, in a sentence or two.</summary>
    public abstract string Remark { get; }

    /// <summary>The variants.</summary>
    public abstract IReadOnlyList<string> Cases { get; }

    /// <summary>The variants of a quick run: all, unless one takes long and shows nothing about whether things work that the others do not.</summary>
    public virtual IReadOnlyList<string> QuickCases => Cases;

    /// <summary>The peer that is ours: the one that goals are about, and that others are compared with.</summary>
    public virtual string Ours => TunnelPeer.UnixTitle;

    /// <summary>Who takes part; ours first among equals is not needed, direct first is.</summary>
    public virtual IReadOnlyList<PeerKind> Peers => PeerKinds.Tunnel;

    /// <summary>What lies between the ends.</summary>
    public virtual PathOptions Path => PathOptions.Wire;

    /// <summary>What is to be reached.</summary>
    public virtual IReadOnlyList<Goal> Goals => [];

    /// <summary>Rounds of a variant where so many are wanted in general: fewer of what leaves traces in a process, more of what scatters.</summary>
    public virtual int RoundsOf(string variant, int wanted) => wanted;

    /// <summary>Makes a peer ready that was not started yet.</summary>
    public virtual void Prepare(Peer peer)
    {
    }

    /// <summary>Measures one round.</summary>
    public abstract Reading Measure(Peer peer, string variant, LoadLevel level);

    /// <summary>Adds what comes out of comparing the peers of a round.</summary>
    public virtual void Compare(IReadOnlyDictionary<string, Reading> round)
    {
    }

    /// <summary>Adds what the machine did.</summary>
    protected static Reading WithNoise(Reading reading, Usage usage)
    {
        reading[Metric.Others] = usage.OthersShare * 100;
        return reading;
    }
}

/// <summary>How long and how much.</summary>
/// <param name="Warmup">Before anything counts.</param>
/// <param name="Window">What counts.</param>
internal sealed record LoadLevel(TimeSpan Warmup, TimeSpan Window)
{
    /// <summary>A meter for the window.</summary>
    public static UsageMeter MeterFor(Peer peer) => new(peer.Ends, peer.Generator, peer.Bystanders);
}

/// <summary>Something to be reached by ours (<see cref="Scenario.Ours"/>).</summary>
/// <param name="Variant">Of which variant; null for each.</param>
/// <param name="Metric">Which figure.</param>
/// <param name="Bound">At least, where more is better; else at most.</param>
/// <param name="RelativeTo">The peer whose figure it is divided by; null for the figure itself.</param>
internal sealed record Goal(string? Variant, Metric Metric, double Bound, string? RelativeTo = null);
