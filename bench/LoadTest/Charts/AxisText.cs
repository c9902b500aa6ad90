using System.Globalization;

namespace Connectivity.LoadTest.Charts;

/// <summary>Numbers as they stand at an axis.</summary>
internal static class AxisText
{
    /// <summary>A number with as many digits as it needs, thousands apart.</summary>
    public static string Of(double value) => value.ToString(value >= 1000 ? "#,0" : "0.#####", CultureInfo.InvariantCulture);
}
