using Connectivity.Shared.Addressing;
using Connectivity.Shared.Dialing;
using Connectivity.Shared.Native;
using Connectivity.TestKit.Dialing;
using Xunit;

namespace Connectivity.Shared.Tests.Dialing;

public sealed class ConnectRaceTests : IDisposable
{
    private readonly TestLoop _loop = new();
    private readonly ConnectTargets _targets = new();
    private readonly TaskCompletionSource<ConnectResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConnectRace? _race;

    public void Dispose()
    {
        _loop.Dispose();
        _targets.Dispose();
        if (_result.Task is { IsCompletedSuccessfully: true, Result.Socket: >= 0 and var socket })
            TcpSocket.Close(socket);
    }

    [Fact]
    public async Task The_next_address_is_tried_after_250_ms_without_an_answer()
    {
        var listener = _targets.Listening();
        await StartAsync(_targets.Silent(), ConnectTargets.EndpointOf(listener));

        await _loop.AdvanceAsync(249);
        Assert.False(listener.Poll(0, System.Net.Sockets.SelectMode.SelectRead));
        await _loop.AdvanceAsync(1);

        Assert.Equal(ConnectTargets.EndpointOf(listener), (await _result.Task).Address);
    }

    [Fact]
    public async Task The_next_address_is_tried_at_once_after_a_refusal()
    {
        var listener = _targets.Listening();
        await StartAsync(_targets.Refusing(), ConnectTargets.EndpointOf(listener));

        Assert.Equal(ConnectTargets.EndpointOf(listener), (await _result.Task).Address);
    }

    [Fact]
    public async Task An_earlier_address_may_still_win()
    {
        var listener = _targets.Listening();
        await StartAsync(ConnectTargets.EndpointOf(listener), _targets.Silent());

        Assert.Equal(ConnectTargets.EndpointOf(listener), (await _result.Task).Address);
    }

    [Fact]
    public async Task Without_any_answer_it_is_lost_at_the_deadline()
    {
        await StartAsync(_targets.Silent(), _targets.Silent());

        await _loop.AdvanceAsync(250);
        await _loop.AdvanceAsync(4749);
        Assert.False(_result.Task.IsCompleted);
        await _loop.AdvanceAsync(1);

        var result = await _result.Task;
        Assert.Equal((-1, Errno.ETIMEDOUT), (result.Socket, result.Error));
    }

    [Fact]
    public async Task When_all_refuse_that_is_told_and_not_that_there_was_no_way_to_another()
    {
        // To broadcast there is never a connection.
        await StartAsync(_targets.Refusing(), SocketEndpoint.FromIPv4(uint.MaxValue, 9));

        Assert.Equal(Errno.ECONNREFUSED, (await _result.Task).Error);
    }

    [Fact]
    public async Task A_cancelled_race_tells_nothing()
    {
        await StartAsync(_targets.Silent(), _targets.Silent());

        await _loop.RunAsync(() => _race!.Cancel());
        await _loop.AdvanceAsync(10_000);

        Assert.False(_result.Task.IsCompleted);
        Assert.Equal(0, await _loop.AskAsync(() => _loop.Loop.Occupants().Count(static o => o is ConnectRace or ConnectAttempt)));
    }

    [Fact]
    public async Task The_winner_leaves_nothing_behind_on_the_loop()
    {
        var listener = _targets.Listening();
        await StartAsync(_targets.Silent(), ConnectTargets.EndpointOf(listener));
        await _loop.AdvanceAsync(250);
        await _result.Task;

        Assert.Equal(0, await _loop.AskAsync(() => _loop.Loop.Occupants().Count(static o => o is ConnectRace or ConnectAttempt)));
    }

    private Task StartAsync(params SocketEndpoint[] addresses) => _loop.RunAsync(() =>
    {
        _race = new ConnectRace(_loop.Loop, addresses, _loop.Loop.NowMs + 5000, _result.SetResult);
        _race.Start();
    });
}
