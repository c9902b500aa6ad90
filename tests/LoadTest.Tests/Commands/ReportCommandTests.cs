using Connectivity.LoadTest.Commands;
using Connectivity.LoadTest.Reporting;
using Connectivity.LoadTest.Results;
using Xunit;

namespace Connectivity.LoadTest.Tests.Commands;

public sealed class ReportCommandTests : IDisposable
{
    private static readonly LoadResults Results = Sample.Results(Sample.Scenario(
        Sample.Variant("4 connections", Sample.Cost(Sample.Ours, 1, 2), Sample.Cost(Sample.Fast, 2, 3)),
        Sample.Variant("64 connections", Sample.Cost(Sample.Ours, 2, 2), Sample.Cost(Sample.Fast, 2, 3))));

    private readonly string _folder = Directory.CreateTempSubdirectory("report-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_page_from_its_own_results_is_the_same_to_the_byte()
    {
        ReportCommand.WriteTo(_folder, Results, PageLinks.None);
        var before = Read();
        Assert.Equal(["README.md", "gateway-bulk-ratios.svg", "gateway-bulk-scale-1.svg", "results.json"], before.Keys);
        ReportCommand.WriteTo(_folder, ResultsFile.Load(Path.Combine(_folder, "results.json")), PageLinks.None);
        Assert.Equal(before, Read());
    }

    [Fact]
    public void Pictures_of_an_earlier_page_go_and_nothing_else()
    {
        File.WriteAllText(Path.Combine(_folder, "old.svg"), "");
        File.WriteAllText(Path.Combine(_folder, "note.txt"), "");
        ReportCommand.WriteTo(_folder, Results, PageLinks.None);
        Assert.False(File.Exists(Path.Combine(_folder, "old.svg")));
        Assert.True(File.Exists(Path.Combine(_folder, "note.txt")));
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("5", 1)]
    [InlineData("80", 0)]
    public void A_comparison_fails_only_where_it_is_asked_to(string? percent, int code)
    {
        var (earlier, later) = (Path.Combine(_folder, "a.json"), Path.Combine(_folder, "b.json"));
        File.WriteAllText(earlier, ResultsFile.Write(Results));
        var worse = Sample.Variant("4 connections", Sample.Cost(Sample.Ours, 2.5, 2.6), Sample.Cost(Sample.Fast, 20, 30));
        File.WriteAllText(later, ResultsFile.Write(Sample.Results(Sample.Scenario(worse))));
        Assert.Equal(code, CompareCommand.Run(percent is null ? [earlier, later] : [earlier, later, "--fail-on-worse", percent]));
    }

    private SortedDictionary<string, string> Read() =>
        new(Directory.EnumerateFiles(_folder).ToDictionary(static f => Path.GetFileName(f)!, File.ReadAllText), StringComparer.Ordinal);
}
