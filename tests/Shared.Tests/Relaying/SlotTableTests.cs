using Connectivity.Shared.Relaying;
using CsCheck;
using Xunit;

namespace Connectivity.Shared.Tests.Relaying;

public sealed class SlotTableTests
{
    private enum Step
    {
        Attach,
        Detach,
        Replace,
    }

    private static readonly Gen<(Step Step, int Choice)[]> Steps = Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 1000]).Array[0, 700];

    [Fact]
    public void Event_data_finds_who_has_the_place_and_nobody_once_the_place_was_left() => Steps.Sample(steps =>
    {
        var table = new SlotTable();
        var places = new Dictionary<ulong, Occupant>();
        var left = new List<ulong>();
        foreach (var (step, choice) in steps)
        {
            var place = places.Count == 0 ? 0 : places.Keys.ElementAt(choice % places.Count);
            if (step == Step.Attach || places.Count == 0)
            {
                var occupant = new Occupant();
                table.Attach(occupant);
                places.Add(table.EventData(occupant, 0), occupant);
            }
            else if (step == Step.Detach)
            {
                table.Detach(places[place]);
                Assert.Equal(Pollable.NoSlot, places[place].Slot);
                places.Remove(place);
                left.Add(place);
            }
            else
            {
                var successor = new Occupant();
                table.Replace(places[place], successor);
                places[place] = successor;
            }
        }

        Assert.Equal(places.Count, table.Count);
        Assert.Equal(places.Values.ToHashSet<Pollable>(), table.Occupants().ToHashSet());
        Assert.All(places, p => Assert.Same(p.Value, table.Find(p.Key, out _)));
        Assert.All(left, l => Assert.Null(table.Find(l, out _)));
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Event_data_tells_the_leg(int leg)
    {
        var table = new SlotTable();
        var (first, second) = (new Occupant(), new Occupant());
        table.Attach(first);
        table.Attach(second);

        Assert.Same(second, table.Find(table.EventData(second, leg), out var found));
        Assert.Equal(leg, found);
    }

    [Fact]
    public void Places_are_used_again()
    {
        var table = new SlotTable();
        for (var i = 0; i < 1000; i++)
        {
            var occupant = new Occupant();
            table.Attach(occupant);
            Assert.Equal(0, occupant.Slot);
            table.Detach(occupant);
        }
    }

    private sealed class Occupant : Pollable
    {
        protected internal override void OnEvents(int leg, bool readable, bool ending, bool writable)
        {
        }

        protected internal override void OnFault()
        {
        }
    }
}
