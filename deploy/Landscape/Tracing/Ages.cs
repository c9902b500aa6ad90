using System.Globalization;

namespace Connectivity.Landscape.Tracing;

/// <summary>Times of the past, as people say them.</summary>
internal static class Ages
{
    /// <summary>How long ago something was, in its largest unit.</summary>
    public static string Ago(DateTimeOffset then, DateTimeOffset now) => $"{Length(now - then)} ago";

    /// <summary>How long something takes, in its largest unit.</summary>
    public static string Length(TimeSpan time)
    {
        var (number, unit) = time switch
        {
            { TotalSeconds: < 1 } => (Math.Max(0, time.TotalMilliseconds), "ms"),
            { TotalMinutes: < 2 } => (time.TotalSeconds, "s"),
            { TotalHours: < 2 } => (time.TotalMinutes, "min"),
            _ => (time.TotalHours, "h"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(number):0} {unit}");
    }
}
