using System.Buffers;
using Connectivity.Shared.Native;
using Connectivity.Shared.Outcomes;
using Connectivity.Shared.Relaying;

namespace Connectivity.SniGateway.Listening;

/// <summary>The ends of a connection that never was relayed.</summary>
internal sealed partial class Opening
{
    private void Refuse(ConnectionOutcome outcome)
    {
        var manner = Refusal.MannerOf(outcome, _settings.Options);
        if (manner == RefusalManner.Reset)
        {
            EndWithReset(outcome);
            return;
        }

        Release();
        _record.End(outcome);
        var lastWord = manner == RefusalManner.Say ? Refusal.LastWord(outcome, _settings.Options.Kind) : default;
        new Farewell(_loop, _client, _gateway.LeaveConnection).Start(this, lastWord, _clientWatched);
    }

    private void EndWithReset(ConnectionOutcome outcome)
    {
        if (IsDialing)
        {
            CloseUpstream();
            _record.Endpoint!.Release();
        }

        Release();
        // Counted before the client can notice: who was refused and then looks finds it there.
        _record.End(outcome);
        _loop.Detach(this);
        TcpSocket.Reset(_client);
        _gateway.LeaveConnection();
    }

    private void Release()
    {
        StopCountingUnrouted();
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }
}
