using Connectivity.ApiserverProxy.Configuration;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;
using Microsoft.Extensions.Logging;

namespace Connectivity.ApiserverProxy.Interfaces;

/// <summary>
/// Keeps the addresses in their place while the proxy runs: looks when the kernel tells of a change, and now and then in case it did not. What
/// is on the loop is the listening to the kernel; the work is on the thread pool.
/// </summary>
internal sealed class AddressKeeper : Pollable, IDisposable
{
    private readonly AddressClaim _claim;
    private readonly ILogger _log;
    private readonly NetlinkSocket _monitor = NetlinkSocket.OpenMonitor();
    private readonly Rounds _rounds;
    private readonly byte[] _buffer = new byte[8 * 1024];
    private volatile string? _problem;
    private long _repairs;

    /// <summary>Makes a keeper; nothing is looked at before <see cref="RunAsync"/>.</summary>
    public AddressKeeper(AddressClaim claim, TimeProvider time, ILogger log) =>
        (_claim, _rounds, _log) = (claim, new Rounds(time), log);

    /// <summary>Why the addresses are not in their place; null when they were when last looked.</summary>
    public string? Problem => _problem;

    /// <summary>How often something had to be put back.</summary>
    public long Repairs => Interlocked.Read(ref _repairs);

    /// <summary>Looks after the addresses until it is cancelled.</summary>
    public async Task RunAsync(EventLoop loop, Func<InterfaceOptions> options, CancellationToken ending)
    {
        await WatchAsync(loop, ending);
        await WaitAndLookAsync(options, ending);
    }

    /// <summary>From here on the kernel is listened to.</summary>
    public Task WatchAsync(EventLoop loop, CancellationToken ending) => loop.Group.TellAllAsync(l => Watch(l, loop), ending);

    /// <summary>Looks whenever the kernel has told of a change, and when it is time, until it is cancelled.</summary>
    public async Task WaitAndLookAsync(Func<InterfaceOptions> options, CancellationToken ending)
    {
        try
        {
            while (true)
            {
                await _rounds.WaitAsync(options().Check, ending);
                Look();
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The proxy ends.
        }
    }

    /// <summary>Puts back what is missing.</summary>
    public void Look()
    {
        try
        {
            var done = _claim.Ensure();
            _problem = null;
            if (done.Count == 0)
                return;
            Interlocked.Increment(ref _repairs);
            InterfaceLog.Repaired(_log, string.Join(", ", done));
        }
        catch (AddressClaimException e)
        {
            if (_problem != e.Message)
                InterfaceLog.CannotRepair(_log, e.Message);
            _problem = e.Message;
        }
    }

    public void Dispose()
    {
        _monitor.Dispose();
        _rounds.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
        try
        {
            while (_monitor.Receive(_buffer) > 0)
            {
            }
        }
        catch (System.ComponentModel.Win32Exception e) when (e.NativeErrorCode is Errno.ENOBUFS or NetlinkSocket.MessageTooLong)
        {
            // Some changes were not told, or not wholly. That there were any is all that counts.
        }

        _rounds.BringForward();
    }

    /// <inheritdoc/>
    protected override void OnFault() => InterfaceLog.NotWatching(_log);

    private void Watch(EventLoop loop, EventLoop home)
    {
        if (loop != home)
            return;
        loop.Attach(this, isConnection: false);
        if (loop.Watch(this, 0, _monitor.Descriptor, alsoWritable: false) < 0)
            InterfaceLog.NotWatching(_log);
    }
}
