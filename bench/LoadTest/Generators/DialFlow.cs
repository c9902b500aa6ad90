using Connectivity.LoadTest.Targets;

namespace Connectivity.LoadTest.Generators;

/// <summary>Connects, echoes 64 bytes and closes.</summary>
/// <param name="run">The load that it belongs to.</param>
/// <param name="ended">Told at the end, and whether it failed.</param>
internal sealed class DialFlow(LoadRun run, Action<DialFlow, bool> ended) : ClientFlow(run)
{
    private static readonly byte[] Message = new byte[EchoFlow.MessageBytes];

    private int _number;
    private long _due;
    private int _bytes;

    /// <summary>Connects for what was due at this timestamp.</summary>
    public void Dial(int number, long due)
    {
        (_number, _due, _bytes) = (number, due, 0);
        Start();
    }

    /// <inheritdoc/>
    protected override byte[] Opening() => [.. Run.Hello(_number), (byte)TargetMode.Echo, .. Message];

    /// <inheritdoc/>
    protected override void OnReadable()
    {
        var received = Receive();
        _bytes += received;
        if (received == 0 || _bytes < EchoFlow.MessageBytes)
            return;
        Run.CountSince(_due);
        Close();
        ended(this, false);
    }

    /// <inheritdoc/>
    protected override void Fail(string what, int result)
    {
        base.Fail(what, result);
        ended(this, true);
    }
}
