namespace Connectivity.LoadTest.Charts;

/// <summary>Colours that people with any kind of colour vision tell apart (Okabe and Ito), on a background of their own.</summary>
internal static class Palette
{
    /// <summary>Behind everything.</summary>
    public const string Background = "#fcfcfa";

    /// <summary>Text and axes.</summary>
    public const string Ink = "#1f2328";

    /// <summary>What is less important.</summary>
    public const string Faint = "#6a7078";

    /// <summary>Lines of the grid.</summary>
    public const string Grid = "#dcdcd6";

    /// <summary>On the better side.</summary>
    public const string Better = "#0072b2";

    /// <summary>On the worse side.</summary>
    public const string Worse = "#d55e00";

    /// <summary>Neither, as far as can be told.</summary>
    public const string Level = "#8f959c";

    /// <summary>What is to be reached.</summary>
    public const string Target = "#7a1f5c";

    private static readonly (string Colour, string? Dashes)[] Lines =
    [
        ("#0072b2", null), ("#d55e00", "7 3"), ("#009e73", "2 3"), ("#b0568f", "9 3 2 3"), ("#7f6a00", "4 4"), ("#4d4d4d", "12 4"), ("#1a85a8", "1 4"),
    ];

    /// <summary>Colour and dashes of a line; ours is the first, and the only one without dashes.</summary>
    public static (string Colour, string? Dashes) LineOf(int number) => Lines[number % Lines.Length];
}
