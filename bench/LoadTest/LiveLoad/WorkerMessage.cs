using System.Text.Json;
using System.Text.Json.Serialization;
using Connectivity.LoadTest.Measuring;

namespace Connectivity.LoadTest.LiveLoad;

/// <summary>What a worker says, a line of JSON each.</summary>
internal enum WorkerWord
{
    /// <summary>All that has to be there before the load is there.</summary>
    Ready,

    /// <summary>A second is over.</summary>
    Second,

    /// <summary>Everything is over.</summary>
    End,

    /// <summary>It cannot do what it is to do.</summary>
    Failed,
}

/// <summary>A line of a worker's.</summary>
internal sealed record WorkerMessage
{
    /// <summary>What it says.</summary>
    public required WorkerWord Word { get; init; }

    /// <summary>Which second, from 0.</summary>
    public int Second { get; init; }

    /// <summary>Latencies of it (<see cref="LatencyHistogram.Parse"/>).</summary>
    public string Latencies { get; init; } = "-";

    /// <summary>Failures of it.</summary>
    public SortedDictionary<LoadFailure, long> Failures { get; init; } = [];

    /// <summary>Bytes moved in it.</summary>
    public long Bytes { get; init; }

    /// <summary>Operations under way at its end.</summary>
    public int UnderWay { get; init; }

    /// <summary>At the end: the first message of each kind of failure.</summary>
    public IReadOnlyDictionary<LoadFailure, string> Samples { get; init; } = new Dictionary<LoadFailure, string>();

    /// <summary>Why it cannot.</summary>
    public string Problem { get; init; } = "";

    /// <summary>What was counted.</summary>
    public LoadCounts ToCounts()
    {
        var counts = new LoadCounts { Bytes = Bytes };
        counts.Latencies.Add(LatencyHistogram.Parse(Latencies));
        foreach (var (kind, count) in Failures)
            counts.Failures[kind] = count;
        return counts;
    }

    /// <summary>As a line.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, WorkerContext.Default.WorkerMessage);
}

/// <summary>What goes between workers and who has started them.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(LoadPlan))]
[JsonSerializable(typeof(WorkerMessage))]
internal sealed partial class WorkerContext : JsonSerializerContext;
