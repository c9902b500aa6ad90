using System.Text.Json;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Connectivity.Micro;

/// <summary>
/// Holds every benchmark's allocated bytes an operation to the committed allocations.json. Allocation is the same on a busy machine, time is
/// not: so this is a gate, and times are only reported. A benchmark that is not in the file, or an entry without a benchmark, fails too.
/// </summary>
internal static class AllocationGate
{
    private const int Invocations = 8192;

    public static int Run()
    {
        var expected = Read(Path.Combine(AppContext.BaseDirectory, "allocations.json"));
        var job = Job.Dry
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(2)
            .WithIterationCount(2)
            .WithInvocationCount(Invocations)
            .WithUnrollFactor(1);
        var config = ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddLogger(NullLogger.Instance)
            .WithOptions(ConfigOptions.DisableLogFile);
        var reports = BenchmarkSwitcher.FromAssembly(typeof(AllocationGate).Assembly).RunAll(config).SelectMany(static s => s.Reports);
        return Compare(expected, [.. reports]);
    }

    private static Dictionary<string, long> Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.EnumerateObject().ToDictionary(static p => p.Name, static p => p.Value.GetInt64());
    }

    private static int Compare(Dictionary<string, long> expected, BenchmarkReport[] reports)
    {
        var failures = 0;
        foreach (var report in reports)
        {
            var name = NameOf(report);
            var allocated = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase);
            var known = expected.Remove(name, out var allowed);
            var good = known && report.Success && allocated is { } bytes && bytes <= allowed;
            failures += good ? 0 : 1;
            var allowance = known ? $"{allowed} allowed" : "not in allocations.json";
            Console.WriteLine($"{(good ? "ok    " : "FAILED")} {name}: {allocated?.ToString() ?? "?"} bytes an operation ({allowance})");
        }

        foreach (var name in expected.Keys)
            Console.WriteLine($"FAILED {name}: in allocations.json, but there is no such benchmark");
        return failures + expected.Count == 0 && reports.Length > 0 ? 0 : 1;
    }

    private static string NameOf(BenchmarkReport report)
    {
        var descriptor = report.BenchmarkCase.Descriptor;
        var parameters = report.BenchmarkCase.Parameters.Items.Select(static p => $"({p.Name}={p.Value})");
        return $"{descriptor.Type.Name}.{descriptor.WorkloadMethod.Name}{string.Concat(parameters)}";
    }
}
