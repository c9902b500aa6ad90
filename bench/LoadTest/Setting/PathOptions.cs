using System.Globalization;

namespace Connectivity.LoadTest.Setting;

/// <summary>What is put between the two ends of what is measured.</summary>
/// <param name="ThroughProxy">Whether a <see cref="TestKit.Network.DelayProxy"/> is.</param>
/// <param name="DelayEachWay">How late it makes every byte.</param>
internal sealed record PathOptions(bool ThroughProxy, TimeSpan DelayEachWay)
{
    /// <summary>Nothing but the wire.</summary>
    public static PathOptions Wire { get; } = new(false, TimeSpan.Zero);

    /// <summary>The delay as an argument of the proxy's process.</summary>
    public string DelayArgument => DelayEachWay.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);
}
