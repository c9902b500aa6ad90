using System.Text;
using Connectivity.Landscape.Output;

namespace Connectivity.Landscape.Chaos;

/// <summary>What came of faults: a line for each path and for all that had to go on.</summary>
internal sealed class ChaosReport(Progress progress)
{
    private const int FaultsIndent = 2;
    private const int LinesIndent = 4;

    private readonly List<(string Title, List<(string What, string Result)> Lines)> _faults = [];
    private int _failures;
    private int _total;

    /// <summary>Whether everything has gone on or come back, as it had to.</summary>
    public bool IsGood => _failures == 0 && _total > 0;

    /// <summary>Begins with a fault.</summary>
    public void Begin(string title)
    {
        _faults.Add((title, []));
        progress.Say(title);
    }

    /// <summary>Adds what came of something.</summary>
    /// <param name="what">A path, or what was open.</param>
    /// <param name="result">What came of it.</param>
    /// <param name="isGood">Whether it had to be so.</param>
    public void Add(string what, string result, bool isGood)
    {
        _total++;
        _failures += isGood ? 0 : 1;
        var words = isGood ? result : $"FAILED: {result}";
        _faults[^1].Lines.Add((what, words));
        progress.Say($"  {what}: {words}");
    }

    /// <summary>All of it as a table.</summary>
    public string ToTable()
    {
        var table = new StringBuilder();
        var width = _faults.SelectMany(fault => fault.Lines).Select(line => line.What.Length).DefaultIfEmpty().Max();
        foreach (var (title, lines) in _faults)
        {
            table.Append(' ', FaultsIndent).AppendLine(title);
            foreach (var (what, result) in lines)
                table.Append(' ', LinesIndent).Append(what.PadRight(width)).Append("  ").AppendLine(result);
        }

        return table.Append($"  {_total - _failures} of {_total} as they have to be").ToString();
    }
}
