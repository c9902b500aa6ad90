using Connectivity.LoadTest.Load;
using Connectivity.LoadTest.Peers;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Tests.Scenarios;

/// <summary>A peer without a process, whose streams echo.</summary>
internal sealed class StubPeer(Bench bench, string name, Exception? startFailure = null) : Peer(bench, PathOptions.Wire)
{
    public override string Name => name;

    public override LoadConnection Connect() => new EchoConnection();

    protected override void StartEnds()
    {
        if (startFailure is not null)
            throw startFailure;
    }

    private sealed class EchoConnection : LoadConnection
    {
        private readonly Queue<byte> _bytes = new();

        public override void Send(ReadOnlySpan<byte> bytes)
        {
            foreach (var b in bytes)
                _bytes.Enqueue(b);
        }

        public override int Receive(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, _bytes.Count);
            for (var i = 0; i < count; i++)
                buffer[i] = _bytes.Dequeue();
            return count;
        }

        public override bool WaitReadable(TimeSpan time) => _bytes.Count > 0;

        public override void Break()
        {
        }

        public override void Dispose()
        {
        }
    }
}
