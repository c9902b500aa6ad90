using System.Globalization;
using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Scenarios;

namespace Connectivity.LoadTest.Reporting;

/// <summary>A goal beside what was measured.</summary>
/// <param name="Table">Where.</param>
/// <param name="Goal">What was to be reached.</param>
/// <param name="Measured">What was.</param>
internal sealed record Verdict(Table Table, Goal Goal, Series Measured)
{
    private bool MoreIsBetter => Goal.Metric.MoreIsBetter;

    /// <summary>Whether the median reaches it.</summary>
    public bool IsReached => MoreIsBetter ? Measured.Median >= Goal.Bound : Measured.Median <= Goal.Bound;

    /// <summary>The goal in words.</summary>
    public string GoalText
    {
        get
        {
            var bound = Goal.Bound.ToString("0.##", CultureInfo.InvariantCulture);
            var what = Goal.RelativeTo is null ? $"{bound} {Goal.Metric.Unit}" : $"{bound} × {Goal.RelativeTo}";
            return $"{Goal.Metric.Name} {(MoreIsBetter ? "≥" : "≤")} {what}";
        }
    }

    /// <summary>What was measured, in words.</summary>
    public string MeasuredText => Figures.Text(Measured, Goal.RelativeTo is null ? Goal.Metric.Format : "0.00");

    /// <summary>All goals of a scenario that its tables have figures for.</summary>
    public static IEnumerable<Verdict> Of(Scenario scenario, IEnumerable<Table> tables)
    {
        foreach (var table in tables)
        {
            foreach (var goal in scenario.Goals.Where(g => g.Variant is null || g.Variant == table.Variant))
            {
                if (table.Find(scenario.Ours, goal.Metric) is not { } ours)
                    continue;
                if (goal.RelativeTo is null)
                    yield return new Verdict(table, goal, ours);
                else if (table.Find(goal.RelativeTo, goal.Metric) is { } others)
                    yield return new Verdict(table, goal, ours.DividedBy(others));
            }
        }
    }
}
