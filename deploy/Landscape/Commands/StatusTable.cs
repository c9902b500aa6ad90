namespace Connectivity.Landscape.Commands;

/// <summary>The table of <c>status</c> for the terminal.</summary>
internal static class StatusTable
{
    // What is right of these is numbers.
    private const int TextColumns = 3;

    /// <summary>A line of headings and a line a row.</summary>
    public static IReadOnlyList<string> Lines(IReadOnlyList<StatusRow> rows)
    {
        List<IReadOnlyList<string>> lines = [[.. StatusRow.Columns.Select(static column => column.ToUpperInvariant())], .. rows.Select(static row => row.Cells)];
        var widths = StatusRow.Columns.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        return [.. lines.Select(line => string.Join("  ", line.Select((cell, column) => Pad(cell, column, widths[column]))).TrimEnd())];
    }

    private static string Pad(string cell, int column, int width) => column < TextColumns ? cell.PadRight(width) : cell.PadLeft(width);
}
