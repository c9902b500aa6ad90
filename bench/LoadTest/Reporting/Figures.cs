using System.Globalization;
using Connectivity.LoadTest.Measuring;

namespace Connectivity.LoadTest.Reporting;

/// <summary>Figures as text.</summary>
internal static class Figures
{
    /// <summary>The median, with least and greatest where there were several rounds.</summary>
    public static string Text(Series series, string format)
    {
        var median = Number(series.Median, format);
        return series.Values.Count == 1 ? median : $"{median} ({Number(series.Least, format)}–{Number(series.Greatest, format)})";
    }

    /// <summary>A number.</summary>
    public static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
