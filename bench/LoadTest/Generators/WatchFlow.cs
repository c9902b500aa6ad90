using System.Buffers.Binary;
using Connectivity.LoadTest.Targets;

namespace Connectivity.LoadTest.Generators;

/// <summary>Waits for events, each of which begins with the time at which it was due: both ends read the same clock.</summary>
internal sealed class WatchFlow(LoadRun run, int number) : ClientFlow(run)
{
    private byte[]? _part;
    private int _filled;

    /// <inheritdoc/>
    protected override byte[] Opening() => [.. Run.Hello(number), (byte)TargetMode.Watch];

    /// <inheritdoc/>
    protected override void OnReadable()
    {
        var received = Run.Loop.Scratch[..Receive()];
        while (!received.IsEmpty)
        {
            if (_filled == 0 && received.Length >= WatchEvents.EventBytes)
            {
                OnEvent(received);
                received = received[WatchEvents.EventBytes..];
                continue;
            }

            var taken = Math.Min(received.Length, WatchEvents.EventBytes - _filled);
            received[..taken].CopyTo((_part ??= new byte[WatchEvents.EventBytes]).AsSpan(_filled));
            received = received[taken..];
            _filled += taken;
            if (_filled < WatchEvents.EventBytes)
                return;
            _filled = 0;
            OnEvent(_part);
        }
    }

    private void OnEvent(ReadOnlySpan<byte> bytes)
    {
        // The first one says that the watch has begun.
        if (BinaryPrimitives.ReadInt64BigEndian(bytes) is not 0 and var due)
            Run.CountSince(due);
        Ready();
    }
}
