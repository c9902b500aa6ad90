namespace Connectivity.LoadTest.Reporting;

/// <summary>Text in a page of Markdown (CommonMark, with tables).</summary>
internal static class Markdown
{
    private const string Special = "\\`*_[]<>|#";

    /// <summary>Text that is to be read as it is, also in a cell of a table.</summary>
    public static string Escape(string text) =>
        string.Concat(text.ReplaceLineEndings(" ").Select(static c => Special.Contains(c, StringComparison.Ordinal) ? $"\\{c}" : $"{c}"));
}
