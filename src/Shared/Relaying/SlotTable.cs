namespace Connectivity.Shared.Relaying;

/// <summary>
/// Finds the object behind an epoll event. The event carries a slot and the slot's generation; a descriptor that was closed earlier in the
/// same batch has left its slot (or the slot has a new generation), so its late event finds nobody.
/// </summary>
internal sealed class SlotTable
{
    private const int None = -1;

    private Entry[] _entries = new Entry[256];
    private int _used;
    private int _firstFree = None;

    /// <summary>Number of occupied slots.</summary>
    public int Count { get; private set; }

    public void Attach(Pollable occupant)
    {
        if (_firstFree == None)
        {
            if (_used == _entries.Length)
                Array.Resize(ref _entries, _used * 2);
            _entries[_used].NextFree = None;
            _firstFree = _used++;
        }

        occupant.Slot = _firstFree;
        ref var entry = ref _entries[_firstFree];
        _firstFree = entry.NextFree;
        entry.Occupant = occupant;
        Count++;
    }

    public void Detach(Pollable occupant)
    {
        ref var entry = ref _entries[occupant.Slot];
        entry.Occupant = null;
        entry.Generation++;
        entry.NextFree = _firstFree;
        _firstFree = occupant.Slot;
        occupant.Slot = Pollable.NoSlot;
        Count--;
    }

    /// <summary>Gives the slot, and so the events of its descriptors, to a successor.</summary>
    public void Replace(Pollable occupant, Pollable successor)
    {
        _entries[occupant.Slot].Occupant = successor;
        successor.Slot = occupant.Slot;
        occupant.Slot = Pollable.NoSlot;
    }

    public ulong EventData(Pollable occupant, int leg) =>
        ((ulong)_entries[occupant.Slot].Generation << 32) | ((uint)occupant.Slot << 1) | (uint)leg;

    public Pollable? Find(ulong eventData, out int leg)
    {
        leg = (int)(eventData & 1);
        ref var entry = ref _entries[(int)((uint)eventData >> 1)];
        return entry.Generation == (uint)(eventData >> 32) ? entry.Occupant : null;
    }

    /// <summary>Every occupant at this moment.</summary>
    public IEnumerable<Pollable> Occupants()
    {
        for (var i = 0; i < _used; i++)
        {
            if (_entries[i].Occupant is { } occupant)
                yield return occupant;
        }
    }

    private struct Entry
    {
        public Pollable? Occupant;
        public uint Generation;
        public int NextFree;
    }
}
