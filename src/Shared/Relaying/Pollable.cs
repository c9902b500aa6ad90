namespace Connectivity.Shared.Relaying;

/// <summary>Something that lives on one <see cref="EventLoop"/> and owns up to two descriptors there. Only that loop's thread calls it.</summary>
public abstract class Pollable
{
    internal const int NotInHeap = -1;
    internal const int NoSlot = -1;

    internal int Slot { get; set; } = NoSlot;

    internal bool IsQueued { get; set; }

    internal int HeapIndex { get; set; } = NotInHeap;

    internal long DueMs { get; set; }

    /// <summary>Readiness of one of the two descriptors.</summary>
    /// <param name="leg">0 or 1, as given to <see cref="EventLoop.Watch"/>.</param>
    /// <param name="readable">Bytes, the end of the stream or an error can be read.</param>
    /// <param name="ending">The end of the stream or an error is queued behind the bytes: read until it shows.</param>
    /// <param name="writable">There is room to send, or an error to learn by sending.</param>
    protected internal abstract void OnEvents(int leg, bool readable, bool ending, bool writable);

    /// <summary>The time asked for by <see cref="EventLoop.Schedule"/> has come.</summary>
    protected internal virtual void OnTimer()
    {
    }

    /// <summary>It is this one's turn again, after <see cref="EventLoop.Enqueue"/>.</summary>
    protected internal virtual void OnTurn()
    {
    }

    /// <summary>A callback threw. Release everything; nobody else is affected.</summary>
    protected internal abstract void OnFault();
}
