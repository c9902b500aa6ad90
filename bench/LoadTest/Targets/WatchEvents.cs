using System.Buffers.Binary;
using Connectivity.LoadTest.Generators;
using Connectivity.Shared.Relaying;

namespace Connectivity.LoadTest.Targets;

/// <summary>Events of a target, at fixed times, to one of its watchers after the other. Each begins with the timestamp at which it was due.</summary>
internal sealed class WatchEvents(EventLoop loop)
{
    /// <summary>Bytes of an event.</summary>
    public const int EventBytes = 512;

    /// <summary>Events a second of a target.</summary>
    public const int PerSecond = 500;

    private readonly List<TargetConnection> _watchers = [];
    private readonly byte[] _event = new byte[EventBytes];
    private Pacer? _pacer;

    /// <summary>Takes a watcher in. It gets an event that is no event at once.</summary>
    public void Add(TargetConnection watcher)
    {
        _watchers.Add(watcher);
        Send(watcher, 0);
        if (_watchers.Count > 1)
            return;
        _pacer = new Pacer(loop, PerSecond, (number, due) => Send(_watchers[(int)(number % _watchers.Count)], due));
        _pacer.Start();
    }

    /// <summary>Lets go of one.</summary>
    public void Remove(TargetConnection watcher)
    {
        if (_watchers.Remove(watcher) && _watchers.Count == 0)
            _pacer?.Stop();
    }

    private void Send(TargetConnection watcher, long due)
    {
        BinaryPrimitives.WriteInt64BigEndian(_event, due);
        watcher.Say(_event);
    }
}
