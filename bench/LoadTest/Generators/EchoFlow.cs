using System.Diagnostics;
using Connectivity.LoadTest.Targets;

namespace Connectivity.LoadTest.Generators;

/// <summary>Echoes 64 bytes: once, again as soon as they are back, or when it is told to.</summary>
internal sealed class EchoFlow(LoadRun run, int number, bool again) : ClientFlow(run), IPacedFlow
{
    /// <summary>Bytes of a message.</summary>
    public const int MessageBytes = 64;

    private static readonly byte[] Message = new byte[MessageBytes];

    // Beginnings of messages that are not back yet; more than one while echoes are late. None is kept by a connection that waits.
    private Queue<long>? _begun;
    private int _bytes;
    private bool _going;

    /// <inheritdoc/>
    public override void Go()
    {
        _going = again;
        if (again)
            SendDue(Stopwatch.GetTimestamp());
    }

    /// <inheritdoc/>
    public void SendDue(long due)
    {
        if (Socket < 0)
            return;
        (_begun ??= new Queue<long>(1)).Enqueue(due);
        Send(Message);
    }

    /// <inheritdoc/>
    protected override byte[] Opening()
    {
        (_begun ??= new Queue<long>(1)).Enqueue(Stopwatch.GetTimestamp());
        return [.. Run.Hello(number), (byte)TargetMode.Echo, .. Message];
    }

    /// <inheritdoc/>
    protected override void OnReadable()
    {
        // A read that does not fill the memory has emptied the socket.
        _bytes += Receive();
        for (; _bytes >= MessageBytes; _bytes -= MessageBytes)
        {
            Run.CountSince(_begun!.Dequeue());
            Ready();
            if (_going && !Run.IsOver)
                SendDue(Stopwatch.GetTimestamp());
        }
    }
}
