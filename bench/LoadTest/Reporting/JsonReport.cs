using System.Text.Json;
using Connectivity.LoadTest.Measuring;

namespace Connectivity.LoadTest.Reporting;

/// <summary>A report for programs: every figure of every round.</summary>
internal static class JsonReport
{
    /// <summary>Writes it to a file.</summary>
    public static void Write(Report report, string file)
    {
        using var stream = File.Create(file);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("title", report.Title);
        json.WriteStartArray("machine");
        foreach (var line in report.Machine)
            json.WriteStringValue(line);
        json.WriteEndArray();
        json.WriteStartArray("series");
        foreach (var table in report.Parts.SelectMany(static p => p.Tables))
            WriteTable(json, table);
        json.WriteEndArray();
        json.WriteStartArray("goals");
        foreach (var verdict in report.Verdicts)
            WriteVerdict(json, verdict);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTable(Utf8JsonWriter json, Table table)
    {
        foreach (var peer in table.Peers)
        {
            foreach (var metric in table.Metrics)
            {
                if (table.Find(peer, metric) is { } series)
                    WriteSeries(json, table, peer, metric, series);
            }
        }
    }

    private static void WriteSeries(Utf8JsonWriter json, Table table, string peer, Metric metric, Series series)
    {
        json.WriteStartObject();
        json.WriteString("scenario", table.Scenario);
        json.WriteString("variant", table.Variant);
        json.WriteString("peer", peer);
        json.WriteString("metric", metric.Name);
        json.WriteString("unit", metric.Unit);
        json.WriteNumber("median", series.Median);
        json.WriteStartArray("rounds");
        foreach (var value in series.Values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteVerdict(Utf8JsonWriter json, Verdict verdict)
    {
        json.WriteStartObject();
        json.WriteString("scenario", verdict.Table.Scenario);
        json.WriteString("variant", verdict.Table.Variant);
        json.WriteString("goal", verdict.GoalText);
        json.WriteNumber("measured", verdict.Measured.Median);
        json.WriteBoolean("reached", verdict.IsReached);
        json.WriteEndObject();
    }
}
