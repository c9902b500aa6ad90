using System.Globalization;

namespace Connectivity.LoadTest.Commands;

/// <summary>The options of a command, read one after the other. A mistake is a <see cref="UsageException"/> that names it.</summary>
/// <param name="words">What stands behind the command.</param>
internal sealed class Options(IReadOnlyList<string> words)
{
    private int _next;

    /// <summary>The next word; null at the end.</summary>
    public string? Next() => _next < words.Count ? words[_next++] : null;

    /// <summary>The value of an option.</summary>
    public string Value(string option) => Next() ?? throw new UsageException($"{option} takes a value.");

    /// <summary>A whole number within bounds.</summary>
    public int Number(string option, int least, int greatest)
    {
        var value = Value(option);
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= greatest
            ? number
            : throw new UsageException($"{option} takes a number from {least} to {greatest}, not '{value}'.");
    }

    /// <summary>A number within bounds.</summary>
    public double Fraction(string option, double least, double greatest)
    {
        var value = Value(option);
        return double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= least && number <= greatest
            ? number
            : throw new UsageException($"{option} takes a number from {least:0.###} to {greatest:0.###}, not '{value}'.");
    }

    /// <summary>A time: 250ms, 10s, 5m, 1h.</summary>
    public TimeSpan Duration(string option)
    {
        var value = Value(option);
        var unit = value.TrimStart([.. "0123456789."]);
        TimeSpan? one = unit switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            _ => null,
        };
        return one is { } length && double.TryParse(value.AsSpan(0, value.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0
            ? length * number
            : throw new UsageException($"{option} takes a time such as 500ms, 10s, 5m or 1h, not '{value}'.");
    }

    /// <summary>A file that is there.</summary>
    public string ExistingFile(string option)
    {
        var value = Value(option);
        return File.Exists(value) ? Path.GetFullPath(value) : throw new UsageException($"{option}: there is no file {value}.");
    }

    /// <summary>A folder that is there.</summary>
    public string ExistingFolder(string option)
    {
        var value = Value(option);
        return Directory.Exists(value) ? Path.GetFullPath(value) : throw new UsageException($"{option}: there is no folder {value}.");
    }

    /// <summary>One of some words.</summary>
    public string OneOf(string option, IEnumerable<string> known)
    {
        var value = Value(option);
        return known.Contains(value) ? value : throw new UsageException($"{option} takes one of {string.Join(", ", known)}, not '{value}'.");
    }
}

/// <summary>What was asked for makes no sense; the message says why, for who has asked.</summary>
internal sealed class UsageException(string message) : Exception(message);
