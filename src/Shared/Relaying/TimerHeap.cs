namespace Connectivity.Shared.Relaying;

/// <summary>The deadlines of one loop: a binary heap by due time that knows each entry's place, so that a deadline moves or goes in O(log n).</summary>
internal sealed class TimerHeap
{
    private Pollable[] _entries = new Pollable[64];

    public int Count { get; private set; }

    public long NextDueMs => Count == 0 ? long.MaxValue : _entries[0].DueMs;

    public void Set(Pollable entry, long dueMs)
    {
        if (entry.HeapIndex == Pollable.NotInHeap)
        {
            if (Count == _entries.Length)
                Array.Resize(ref _entries, Count * 2);
            entry.DueMs = dueMs;
            Place(entry, Count++);
            Rise(entry.HeapIndex);
            return;
        }

        var earlier = dueMs < entry.DueMs;
        entry.DueMs = dueMs;
        if (earlier)
            Rise(entry.HeapIndex);
        else
            Sink(entry.HeapIndex);
    }

    public void Remove(Pollable entry)
    {
        var index = entry.HeapIndex;
        if (index == Pollable.NotInHeap)
            return;
        entry.HeapIndex = Pollable.NotInHeap;
        var last = _entries[--Count];
        _entries[Count] = null!;
        if (index == Count)
            return;
        Place(last, index);
        Rise(index);
        Sink(last.HeapIndex);
    }

    /// <summary>Takes out an entry that is due, or gives null.</summary>
    public Pollable? TakeDue(long nowMs)
    {
        if (Count == 0 || _entries[0].DueMs > nowMs)
            return null;
        var entry = _entries[0];
        Remove(entry);
        return entry;
    }

    private void Rise(int index)
    {
        var entry = _entries[index];
        while (index > 0)
        {
            var parent = (index - 1) / 2;
            if (_entries[parent].DueMs <= entry.DueMs)
                break;
            Place(_entries[parent], index);
            index = parent;
        }

        Place(entry, index);
    }

    private void Sink(int index)
    {
        var entry = _entries[index];
        while (true)
        {
            var child = (2 * index) + 1;
            if (child >= Count)
                break;
            if (child + 1 < Count && _entries[child + 1].DueMs < _entries[child].DueMs)
                child++;
            if (_entries[child].DueMs >= entry.DueMs)
                break;
            Place(_entries[child], index);
            index = child;
        }

        Place(entry, index);
    }

    private void Place(Pollable entry, int index)
    {
        _entries[index] = entry;
        entry.HeapIndex = index;
    }
}
