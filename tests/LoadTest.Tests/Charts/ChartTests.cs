using System.Globalization;
using System.Xml.Linq;
using Connectivity.LoadTest.Charts;
using CsCheck;
using Xunit;

namespace Connectivity.LoadTest.Tests.Charts;

public class ChartTests
{
    private const string Evil = "</text><script>alert(\"a & b\")</script> ]]> ü";

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly PlotLine[] Lines =
    [
        new("ours", 0, [(50, 100), (99, 900.5), (99.99, 12_000)]),
        new(Evil, 1, [(50, 150), (99, 1200), (99.99, 40_000)]),
    ];

    public static TheoryData<string> Charts => new(["bars", "latency", "scale"]);

    [Theory]
    [MemberData(nameof(Charts))]
    public void A_chart_is_well_formed_and_says_what_it_shows(string kind)
    {
        var chart = XElement.Parse(Draw(kind, Evil));
        Assert.Equal(Svg + "svg", chart.Name);
        Assert.Equal("img", chart.Attribute("role")!.Value);
        Assert.Equal(Evil, chart.Element(Svg + "title")!.Value);
        Assert.Contains(Evil, chart.Element(Svg + "desc")!.Value, StringComparison.Ordinal);
        Assert.Contains(chart.Elements(Svg + "text"), t => t.Value.Contains(Evil, StringComparison.Ordinal));
        Assert.Empty(chart.Descendants(Svg + "script"));
    }

    [Theory]
    [MemberData(nameof(Charts))]
    public void A_chart_has_a_background_of_its_own(string kind)
    {
        var chart = XElement.Parse(Draw(kind, "title"));
        var first = chart.Elements(Svg + "rect").First();
        Assert.Equal(chart.Attribute("width")!.Value, first.Attribute("width")!.Value);
        Assert.Equal(chart.Attribute("height")!.Value, first.Attribute("height")!.Value);
    }

    [Theory]
    [MemberData(nameof(Charts))]
    public void The_same_figures_make_the_same_bytes(string kind) => Assert.Equal(Draw(kind, "title"), Draw(kind, "title"));

    [Fact]
    public void Another_figure_makes_another_chart() =>
        Assert.NotEqual(RatioBars.Draw("t", [new RatioBar("a", 0.5, 0.4, 0.6, 0.85)]), RatioBars.Draw("t", [new RatioBar("a", 0.7, 0.4, 0.8, 0.85)]));

    [Fact]
    public void Everything_is_inside_the_picture() => Gen.Double[0.001, 500].Array[1, 12].Sample(values =>
    {
        var bars = values.Select(v => new RatioBar("label", v, v * 0.8, v * 1.3, v > 1 ? null : 0.85)).ToArray();
        AllInside(XElement.Parse(RatioBars.Draw("bars", bars)));
        var points = values.Select((v, i) => ((double)(i + 1), v)).ToArray();
        AllInside(XElement.Parse(ScaleCurves.Draw("scale", "s/GB", "n connections", [new PlotLine("ours", 0, points)])));
    }, iter: 200);

    [Fact]
    public void Long_names_have_room()
    {
        var name = new string('n', 120);
        var chart = XElement.Parse(RatioBars.Draw(name + name, [new RatioBar(name, 0.5, 0.5, 0.5, null)]));
        var texts = chart.Elements(Svg + "text").ToArray();
        Assert.All(texts, t => Assert.True(t.Attribute("text-anchor")?.Value != "end" || Number(t, "x") >= t.Value.Length * 6));
        Assert.True(texts[0].Value.Length * 7 < Number(chart, "width"));
        Assert.Equal(name + name, chart.Element(Svg + "title")!.Value);
    }

    [Fact]
    public void Bars_begin_at_one_and_are_as_long_as_their_ratio_is_far_from_it()
    {
        var scale = new LogScale(0.25, 4, 0, 400);
        Assert.Equal(200, scale.At(1), 6);
        Assert.Equal(100, scale.At(0.5), 6);
        Assert.Equal(300, scale.At(2), 6);
    }

    [Fact]
    public void Each_further_nine_takes_the_same_length()
    {
        var scale = new PercentileScale(0, 1000);
        Assert.Equal(0, scale.At(50), 6);
        Assert.Equal(1000, scale.At(99.99), 6);
        Assert.Equal(scale.At(99) - scale.At(90), scale.At(99.9) - scale.At(99), 6);
    }

    [Fact]
    public void Ticks_are_round_and_within_the_axis()
    {
        Assert.Equal([0.5, 0.7, 1, 1.5, 2], new LogScale(0.4, 2.5, 0, 1).Ticks());
        Assert.Equal([0.5, 1, 2, 5, 10, 20], new LogScale(0.4, 30, 0, 1).Ticks());
        Assert.Equal([10, 100, 1000, 10_000], new LogScale(9, 20_000, 0, 1).Ticks());
    }

    private static string Draw(string kind, string title) => kind switch
    {
        "bars" => RatioBars.Draw(title, [new RatioBar(Evil, 0.52, 0.5, 0.6, 0.85), new RatioBar("b", 1.4, 0.9, 1.6, null)]),
        "latency" => LatencyCurves.Draw(title, Lines),
        _ => ScaleCurves.Draw(title, "kB", "n connections", [new PlotLine(Evil, 0, [(4, 0.5), (64, 0.7), (1000, 1.1)])]),
    };

    private static void AllInside(XElement chart)
    {
        var (width, height) = (Number(chart, "width"), Number(chart, "height"));
        foreach (var element in chart.Elements())
        {
            foreach (var (name, limit) in (ReadOnlySpan<(string, double)>)[("x", width), ("x1", width), ("x2", width), ("cx", width), ("y", height), ("y1", height), ("y2", height), ("cy", height)])
            {
                if (element.Attribute(name) is not null)
                    Assert.InRange(Number(element, name), 0, limit);
            }
        }
    }

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
