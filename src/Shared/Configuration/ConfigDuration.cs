using System.Globalization;
using System.Text;

namespace Connectivity.Shared.Configuration;

/// <summary>
/// Durations as configuration writes them: whole numbers with a unit (h, m, s, ms), largest unit first, each at most once
/// (<c>250ms</c>, <c>5s</c>, <c>1h30m</c>), or <c>0</c>. Nothing else: neither <c>5</c> nor <c>1.5s</c> nor <c>5 s</c>.
/// </summary>
public static class ConfigDuration
{
    /// <summary>The longest duration: 100 years of 365 days. Longer ones are a slip, and would overflow timers.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromDays(36500);

    private static readonly (string Name, long Milliseconds)[] Units = [("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

    /// <summary>Reads a duration of at most <see cref="Max"/>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan value)
    {
        value = TimeSpan.Zero;
        if (text is "0")
            return true;
        var milliseconds = 0L;
        var unit = 0;
        var rest = text;
        while (rest.Length > 0 && TryReadPart(ref rest, ref unit, out var part) && milliseconds <= MaxMilliseconds)
            milliseconds += part;
        if (text.Length == 0 || rest.Length > 0 || milliseconds > MaxMilliseconds)
            return false;
        value = TimeSpan.FromMilliseconds(milliseconds);
        return true;
    }

    /// <summary>Writes a duration so that <see cref="TryParse"/> reads it back; what is under a millisecond is dropped.</summary>
    public static string Format(TimeSpan value)
    {
        var rest = (long)value.TotalMilliseconds;
        if (rest <= 0)
            return "0";
        var text = new StringBuilder();
        foreach (var (name, milliseconds) in Units)
        {
            if (rest >= milliseconds)
                text.Append(CultureInfo.InvariantCulture, $"{rest / milliseconds}{name}");
            rest %= milliseconds;
        }

        return text.ToString();
    }

    private static long MaxMilliseconds => (long)Max.TotalMilliseconds;

    /// <summary>Reads one number with its unit, which must be smaller than the one before it.</summary>
    private static bool TryReadPart(ref ReadOnlySpan<char> text, ref int unit, out long milliseconds)
    {
        milliseconds = 0;
        var digits = text.IndexOfAnyExceptInRange('0', '9');
        if (digits < 1 || !long.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        var tail = text[digits..];
        var letters = tail.IndexOfAnyInRange('0', '9');
        var name = letters < 0 ? tail : tail[..letters];
        while (unit < Units.Length && !name.SequenceEqual(Units[unit].Name))
            unit++;
        if (unit == Units.Length || number > MaxMilliseconds)
            return false;
        milliseconds = number * Units[unit++].Milliseconds;
        text = tail[name.Length..];
        return true;
    }
}
