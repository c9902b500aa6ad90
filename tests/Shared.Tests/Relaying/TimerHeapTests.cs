using Connectivity.Shared.Relaying;
using CsCheck;
using Xunit;

namespace Connectivity.Shared.Tests.Relaying;

public sealed class TimerHeapTests
{
    private const int Entries = 40;

    private enum Step
    {
        Set,
        Remove,
        TakeDue,
    }

    // Few distinct times, so that many are equal.
    private static readonly Gen<(Step Step, int Entry, int Time)[]> Steps =
        Gen.Select(Gen.Enum<Step>(), Gen.Int[0, Entries - 1], Gen.Int[0, 50]).Array[0, 300];

    [Fact]
    public void Behaves_as_a_sorted_list() => Steps.Sample(steps =>
    {
        var heap = new TimerHeap();
        var entries = Enumerable.Range(0, Entries).Select(static _ => new Entry()).ToArray();
        var model = new Dictionary<Entry, long>();
        foreach (var (step, number, time) in steps)
        {
            var entry = entries[number];
            switch (step)
            {
                case Step.Set:
                    heap.Set(entry, time);
                    model[entry] = time;
                    break;
                case Step.Remove:
                    heap.Remove(entry);
                    model.Remove(entry);
                    break;
                default:
                    TakeAllDue(heap, model, time);
                    break;
            }

            Assert.Equal(model.Count, heap.Count);
            Assert.Equal(model.Count == 0 ? long.MaxValue : model.Values.Min(), heap.NextDueMs);
        }

        TakeAllDue(heap, model, 50);
        Assert.Empty(model);
    });

    [Fact]
    public void Grows_with_its_entries()
    {
        var heap = new TimerHeap();
        for (var i = 0; i < 10_000; i++)
            heap.Set(new Entry(), (i * 7919) % 10_000);

        for (var due = 0; due < 10_000; due++)
            Assert.Equal(due, heap.TakeDue(long.MaxValue)!.DueMs);
        Assert.Null(heap.TakeDue(long.MaxValue));
    }

    private static void TakeAllDue(TimerHeap heap, Dictionary<Entry, long> model, long nowMs)
    {
        var last = long.MinValue;
        while (heap.TakeDue(nowMs) is Entry taken)
        {
            Assert.True(model.Remove(taken, out var due));
            Assert.Equal(due, taken.DueMs);
            Assert.InRange(due, last, nowMs);
            last = due;
        }

        Assert.DoesNotContain(model.Values, due => due <= nowMs);
    }

    private sealed class Entry : Pollable
    {
        protected internal override void OnEvents(int leg, bool readable, bool ending, bool writable)
        {
        }

        protected internal override void OnFault()
        {
        }
    }
}
