using System.Text;
using Connectivity.LoadTest.Results;

namespace Connectivity.LoadTest.Reporting;

/// <summary>The figures of a variant as a table: a row for each peer, with what part of each figure ours is.</summary>
internal static class FigureTable
{
    /// <summary>Writes it.</summary>
    public static void Write(StringBuilder text, ScenarioResults scenario, VariantResults variant)
    {
        var metrics = variant.Figures.DistinctBy(static f => f.Metric).ToArray();
        var ours = scenario.Peers.FirstOrDefault(static p => p.Role == PeerRole.Ours)?.Name;
        text.AppendLine().AppendLine($"**{Markdown.Escape(variant.Name)}**").AppendLine();
        text.AppendLine($"| |{string.Concat(metrics.Select(static m => $" {Markdown.Escape(m.Heading)} |"))}");
        text.AppendLine($"|---|{string.Concat(metrics.Select(static _ => "---|"))}");
        foreach (var peer in scenario.Peers.Where(p => variant.Figures.Any(f => f.Peer == p.Name)))
        {
            var name = Markdown.Escape(peer.Name);
            var cells = metrics.Select(m => $" {Cell(variant, peer.Name, ours, m.Metric)} |");
            text.AppendLine($"| {(peer.Role == PeerRole.Ours ? $"**{name}**" : name)} |{string.Concat(cells)}");
        }
    }

    private static string Cell(VariantResults variant, string peer, string? oursName, string metric)
    {
        if (variant.Find(peer, metric) is not { } figure)
            return "";
        var text = Figures.Text(figure.Series, figure.Format);
        if (oursName is null || peer == oursName || figure.Better == BetterWay.Neither || variant.Find(oursName, metric) is not { } ours)
            return text;
        return figure.Rounds.All(static v => v > 0) ? $"{text}; ours {Figures.Number(ours.Series.DividedBy(figure.Series).Median, "0.00")} ×" : text;
    }
}
